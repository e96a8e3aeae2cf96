package shop.platform.grpc;

/**
 * The limits of one request, in any format. Messages take many times their bytes in memory, so a request is counted
 * before objects are created; the limits are far above the needs of our methods.
 */
public final class RequestLimits {

    /** Items of one repeated field, within one message. */
    public static final int MAX_ITEMS = 1_000;

    /** Fields and items in all, those of nested messages and those that the contract does not know included. */
    public static final int MAX_FIELDS = 10_000;

    /** Messages within messages. */
    public static final int MAX_DEPTH = 100;

    private RequestLimits() {}
}
