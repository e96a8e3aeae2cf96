package shop.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * What somebody answered over HTTP.
 *
 * @param body as it came
 */
record Answer(int status, String body) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** A refusal in the words of the console itself, in the shape that the services' errors have. */
    static Answer refusal(int status, String message) {
        var refusal = MAPPER.createObjectNode();
        refusal.putObject("error").put("code", status).put("message", message);
        return new Answer(status, refusal.toString());
    }

    boolean isOk() {
        return status == 200;
    }

    /** @throws IllegalStateException unless it is OK */
    Answer required() {
        if (!isOk()) {
            throw new IllegalStateException("status: " + status + " (expected: 200)");
        }
        return this;
    }

    /** The body; a missing node when it is no JSON. */
    JsonNode json() {
        try {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
