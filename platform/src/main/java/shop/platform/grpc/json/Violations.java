package shop.platform.grpc.json;

import io.grpc.Status.Code;
import java.util.LinkedHashMap;
import java.util.Map;
import shop.platform.grpc.ApiException;

/** Collects the fields of a request that are wrong, so that the caller learns of all at once. Not thread-safe. */
final class Violations {

    private final Map<String, String> byField = new LinkedHashMap<>();

    /** Notes a field; of several notes on one field the first stays. */
    void add(String field, String description) {
        byField.putIfAbsent(field, description);
    }

    /** Notes a field when there is nothing more precise. */
    void addIfNone(String field, String description) {
        if (byField.isEmpty()) {
            add(field, description);
        }
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
        ApiException.Builder error =
                ApiException.builder(Code.INVALID_ARGUMENT, "MALFORMED_REQUEST", "The request is malformed: " + fields);
        byField.forEach(error::field);
        return error.build();
    }
}
