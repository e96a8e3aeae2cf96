package shop.discovery.consul.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import shop.discovery.consul.CheckStatus;
import shop.discovery.consul.ConsulInstance;
import shop.discovery.consul.Weights;

/** A read of a service's instances: the passing ones, or those in warning too. Critical ones are never part of it. */
public record InstancesQuery(String service, boolean includingWarning) {
    private static final Comparator<ConsulInstance> ORDER =
            Comparator.comparing(ConsulInstance::id).thenComparing(ConsulInstance::node);

    public List<String> path() {
        return List.of("health", "service", service);
    }

    public Map<String, String> parameters(Optional<String> datacenter) {
        var parameters = new HashMap<String, String>();
        datacenter.ifPresent(value -> parameters.put("dc", value));
        if (!includingWarning) {
            parameters.put("passing", "true");
        }
        return parameters;
    }

    /** The instances of Consul's answer in a fixed order, so that equal answers are equal lists. */
    public List<ConsulInstance> parse(JsonNode answer) {
        return stream(answer)
                .map(InstancesQuery::instance)
                .filter(instance -> instance.status() == CheckStatus.PASSING
                        || includingWarning && instance.status() == CheckStatus.WARNING)
                .sorted(ORDER)
                .toList();
    }

    private static ConsulInstance instance(JsonNode entry) {
        var service = entry.path("Service");
        var node = entry.path("Node");
        var address = service.path("Address").asText("");
        return new ConsulInstance(
                node.path("Node").asText(),
                service.path("ID").asText(),
                address.isEmpty() ? node.path("Address").asText() : address,
                service.path("Port").asInt(),
                meta(service.path("Meta")),
                stream(service.path("Tags")).map(JsonNode::asText).toList(),
                weights(service),
                status(entry.path("Checks")));
    }

    static Weights weights(JsonNode service) {
        var weights = service.path("Weights");
        return new Weights(
                clamp(weights.path("Passing").asInt(1), 1),
                clamp(weights.path("Warning").asInt(1), 0));
    }

    private static int clamp(int weight, int min) {
        return Math.max(min, Math.min(weight, Weights.MAX));
    }

    private static Map<String, String> meta(JsonNode meta) {
        var values = new HashMap<String, String>();
        meta.properties()
                .forEach(field -> values.put(field.getKey(), field.getValue().asText()));
        return values;
    }

    private static CheckStatus status(JsonNode checks) {
        return stream(checks)
                .map(check -> CheckStatus.parse(check.path("Status").asText()))
                .reduce(CheckStatus.PASSING, CheckStatus::worse);
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
