package shop.platform.grpc;

import akka.http.javadsl.model.HttpRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** The id of a request: the caller's own in {@code x-request-id}, otherwise a new one. */
public final class RequestId {

    /** The header in requests and answers. */
    public static final String HEADER = "x-request-id";

    private static final HexFormat HEX = HexFormat.of();
    private static final int MAX_LENGTH = 128;
    private static final String PUNCTUATION = "-_.:/+=";

    private RequestId() {}

    /**
     * Returns the id of a request. A caller's id that is too long, contains unusual characters or may be an e-mail
     * address is replaced, since it goes into logs.
     */
    public static String of(HttpRequest request) {
        return request.getHeader(HEADER)
                .map(header -> header.value())
                .filter(RequestId::isSane)
                .orElseGet(RequestId::random);
    }

    /** Returns an id for a request that has none. It is not a secret, so the fast generator is enough. */
    public static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong());
    }

    private static boolean isSane(String id) {
        return !id.isEmpty() && id.length() <= MAX_LENGTH && id.chars().allMatch(RequestId::isSane);
    }

    private static boolean isSane(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || PUNCTUATION.indexOf(c) >= 0;
    }
}
