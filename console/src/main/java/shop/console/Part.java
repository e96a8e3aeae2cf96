package shop.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A process of the devstack, as its control interface tells.
 *
 * @param name of a node, or such as {@code kafka}
 * @param service of a node; else empty
 * @param api a node's public API, host and port; else empty
 * @param management a node's management interface, host and port; else empty
 * @param state RUNNING, FROZEN or STOPPED
 * @param doing what is being done to it just now, such as {@code restart}; else empty
 * @param problem why the last thing that was to be done to it was not; else empty
 * @param actions what can be done to it now
 */
record Part(
        String name,
        String service,
        String api,
        String management,
        String state,
        String doing,
        String problem,
        List<String> actions) {

    static List<Part> read(JsonNode parts) {
        return StreamSupport.stream(parts.spliterator(), false).map(Part::of).toList();
    }

    private static Part of(JsonNode part) {
        return new Part(
                part.path("name").asText(),
                part.path("service").asText(),
                part.path("api").asText(),
                part.path("management").asText(),
                part.path("state").asText(),
                part.path("doing").asText(),
                part.path("problem").asText(),
                StreamSupport.stream(part.path("actions").spliterator(), false)
                        .map(JsonNode::asText)
                        .toList());
    }

    boolean isNode() {
        return !service.isEmpty();
    }

    Address address() {
        return new Address(service, api, management);
    }
}
