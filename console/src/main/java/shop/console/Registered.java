package shop.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A node as Consul knows it.
 *
 * @param status of its checks, the worst: passing, warning or critical; {@code maintenance} while it is drained
 */
record Registered(String id, Address address, String version, String status) {
    private static final List<String> WORST_FIRST = List.of("critical", "warning", "passing");

    /** @param entries what {@code /v1/health/service/NAME} answers */
    static List<Registered> read(JsonNode entries) {
        return StreamSupport.stream(entries.spliterator(), false)
                .map(Registered::of)
                .toList();
    }

    private static Registered of(JsonNode entry) {
        var service = entry.path("Service");
        var meta = service.path("Meta");
        var own = service.path("Address").asText();
        var host = own.isEmpty() ? entry.path("Node").path("Address").asText() : own;
        var management = meta.path("port-management").asText();
        return new Registered(
                service.path("ID").asText(),
                new Address(
                        service.path("Service").asText(),
                        host + ":" + service.path("Port").asInt(),
                        management.isEmpty() ? "" : host + ":" + management),
                meta.path("version").asText(),
                status(entry.path("Checks")));
    }

    private static String status(JsonNode checks) {
        for (var check : checks) {
            if (check.path("CheckID").asText().startsWith("_service_maintenance:")) {
                return "maintenance";
            }
        }
        var present = StreamSupport.stream(checks.spliterator(), false)
                .map(check -> check.path("Status").asText())
                .toList();
        return WORST_FIRST.stream().filter(present::contains).findFirst().orElse("passing");
    }
}
