package shop.platform.grpc.json;

import io.grpc.Status.Code;
import java.util.LinkedHashMap;
import java.util.Map;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;

/**
 * Collects the fields of a request that are wrong, so that the caller learns of all at once, but of no more than
 * {@value #MOST}. Not thread-safe.
 */
final class Violations {

    /** As many wrong fields as one caller can want to mend at once. */
    static final int MOST = 20;

    private final Map<String, String> byField = new LinkedHashMap<>();
    private boolean full;

    /** Notes a field; of several notes on one field the first stays. */
    void add(String field, String description) {
        if (byField.size() < MOST) {
            byField.putIfAbsent(field, description);
        } else {
            full |= !byField.containsKey(field);
        }
    }

    /** Notes a field behind which nothing is worth reading. */
    void addLast(String field, String description) {
        add(field, description);
        full = true;
    }

    /** Whether there is more wrong than is told, or than can be known: whoever looks for more may stop. */
    boolean isFull() {
        return full;
    }

    int size() {
        return byField.size();
    }

    /**
     * @throws ApiException INVALID_ARGUMENT when anything is wrong
     */
    void check() {
        if (!byField.isEmpty()) {
            throw malformed();
        }
    }

    private ApiException malformed() {
        String fields = String.join(", ", byField.keySet());
        ApiException.Builder error = ApiException.builder(
                Code.INVALID_ARGUMENT,
                ErrorReason.MALFORMED_REQUEST,
                "The request is malformed: " + fields + (full ? ", and perhaps more" : ""));
        byField.forEach(error::field);
        return error.build();
    }
}
