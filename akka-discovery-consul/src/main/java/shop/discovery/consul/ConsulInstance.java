package shop.discovery.consul;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One instance of a service as Consul knows it.
 *
 * @param node the agent's node; an id is unique on its node only
 * @param address the instance's own address, else its node's
 * @param port the service's main port; 0 if it has none
 * @param meta the instance's metadata, {@code port-<name>} for named ports and {@code version} among them
 * @param status as well as the worst of its checks, the node's included
 */
public record ConsulInstance(
        String node,
        String id,
        String address,
        int port,
        Map<String, String> meta,
        List<String> tags,
        Weights weights,
        CheckStatus status) {
    static final String PORT_PREFIX = "port-";
    static final String VERSION = "version";

    public ConsulInstance {
        meta = Map.copyOf(meta);
        tags = List.copyOf(tags);
    }

    /** The port of that name; empty if the instance has none or its metadata holds no port number there. */
    public Optional<Integer> port(String name) {
        return Optional.ofNullable(meta.get(PORT_PREFIX + name)).flatMap(ConsulInstance::portNumber);
    }

    private static Optional<Integer> portNumber(String text) {
        try {
            var number = Integer.parseInt(text);
            return number > 0 && number < 65_536 ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    public Optional<String> version() {
        return Optional.ofNullable(meta.get(VERSION));
    }

    /** The share of traffic that the instance is to have now; 0 while it is critical. */
    public int weight() {
        return switch (status) {
            case PASSING -> weights.passing();
            case WARNING -> weights.warning();
            case CRITICAL -> 0;
        };
    }
}
