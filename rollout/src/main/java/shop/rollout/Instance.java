package shop.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * One instance of a service as Consul knows it.
 *
 * @param agent the address of the agent's node
 * @param healthy whether all its checks pass, its maintenance left aside
 * @param maintenance why no look-up offers it; empty: look-ups offer it while it is healthy
 * @param weight its share of the calls, relative to the others'
 */
record Instance(
        String id,
        String agent,
        String address,
        String version,
        boolean healthy,
        Optional<String> maintenance,
        int weight,
        JsonNode definition) {
    private static final String MAINTENANCE = "_service_maintenance:";

    /** One entry of {@code /v1/health/service/NAME}. */
    static Instance parse(JsonNode entry) {
        var service = entry.path("Service");
        var id = service.path("ID").asText();
        var checks =
                StreamSupport.stream(entry.path("Checks").spliterator(), false).toList();
        var maintenance = checks.stream()
                .filter(check -> check.path("CheckID").asText().equals(MAINTENANCE + id))
                .map(check -> check.path("Notes").asText())
                .findFirst();
        var healthy = checks.stream()
                .filter(check -> !check.path("CheckID").asText().startsWith(MAINTENANCE))
                .allMatch(check -> check.path("Status").asText().equals("passing"));
        return new Instance(
                id,
                entry.path("Node").path("Address").asText(),
                service.path("Address").asText() + ":" + service.path("Port").asInt(),
                service.path("Meta").path("version").asText("none"),
                healthy,
                maintenance,
                service.path("Weights").path("Passing").asInt(1),
                service);
    }

    /** Whether callers find it. */
    boolean live() {
        return healthy && maintenance.isEmpty();
    }

    /** The registration that differs in the weight alone. Without checks: Consul then leaves them as they are. */
    ObjectNode withWeight(int passing) {
        ObjectNode changed = definition.deepCopy();
        changed.remove("Service");
        changed.put("Name", definition.path("Service").asText());
        changed.putObject("Weights")
                .put("Passing", passing)
                .put("Warning", definition.path("Weights").path("Warning").asInt(1));
        return changed.retain("Name", "ID", "Address", "Port", "Tags", "Meta", "Weights", "EnableTagOverride");
    }
}
