package shop.platform.grpc;

import io.grpc.Status.Code;

/** How large a request message may be. */
public final class MessageLimit {

    /** The reason of the failure. */
    public static final String REASON = "MESSAGE_TOO_LARGE";

    private MessageLimit() {}

    /** The failure of a request that is larger than this many bytes. Trying again would not help, so it has no delay. */
    public static ApiException exceeded(int maxSize) {
        return ApiException.builder(
                        Code.RESOURCE_EXHAUSTED, REASON, "The request is larger than " + maxSize + " bytes.")
                .quota("request size", "at most " + maxSize + " bytes")
                .withoutRetry()
                .build();
    }
}
