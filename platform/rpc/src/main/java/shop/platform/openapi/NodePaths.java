package shop.platform.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The paths that every node has beside those of its services. */
final class NodePaths {
    private static final String TAG = "node";

    private NodePaths() {}

    static void add(ArrayNode tags, ObjectNode paths) {
        tags.addObject().put("name", TAG).put("description", "What probes and balancers ask; open to everybody.");
        var health = look(paths, "/health", "health", "Whether to send traffic to this node.");
        response(health, "200", "Send traffic.");
        response(health, "429", "Send none: the node starts, leaves or lacks its database.");
        response(look(paths, "/alive", "alive", "Whether the process answers at all."), "200", "It does.");
    }

    private static ObjectNode look(ObjectNode paths, String path, String name, String summary) {
        var operation = paths.putObject(path).putObject("get");
        operation.put("operationId", name).put("summary", summary);
        operation.putArray("tags").add(TAG);
        operation.putArray("security");
        return operation.putObject("responses");
    }

    private static void response(ObjectNode responses, String status, String meaning) {
        var schema = responses
                .putObject(status)
                .put("description", meaning)
                .putObject("content")
                .putObject("application/json")
                .putObject("schema");
        schema.put("type", "object").putObject("properties").putObject("status").put("type", "string");
    }
}
