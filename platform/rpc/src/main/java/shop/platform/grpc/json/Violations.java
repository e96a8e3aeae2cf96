package shop.platform.grpc.json;

import io.grpc.Status.Code;
import java.util.LinkedHashMap;
import java.util.Map;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;

/**
 * Collects the wrong fields of a request, so that the caller learns all of them at once, but at most {@value #MOST}.
 * Not thread-safe.
 */
final class Violations {

    /** As many wrong fields as a caller can use at once. */
    static final int MOST = 20;

    private final Map<String, String> byField = new LinkedHashMap<>();
    private boolean full;

    /** Records a field; the first record of a field stays. */
    void add(String field, String description) {
        if (byField.size() < MOST) {
            byField.putIfAbsent(field, description);
        } else {
            full |= !byField.containsKey(field);
        }
    }

    /** Records a field after which reading stops. */
    void addLast(String field, String description) {
        add(field, description);
        full = true;
    }

    /** Returns whether reading may stop, because there are more errors than are reported, or no more can be found. */
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
