package shop.discovery.consul;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an instance tells Consul of itself.
 *
 * @param service name under which others look it up
 * @param id unique on the agent; the same after a restart of the instance, so that it replaces itself
 * @param address under which others reach it
 * @param port the service's main port
 * @param initialStatus of the check, until Consul has run it for the first time
 */
public record ServiceRegistration(
        String service,
        String id,
        String address,
        int port,
        Map<String, String> meta,
        List<String> tags,
        Weights weights,
        HttpCheck check,
        CheckStatus initialStatus) {
    public ServiceRegistration {
        requireText("service", service);
        requireText("id", id);
        requireText("address", address);
        requirePort("port", port);
        meta = Map.copyOf(meta);
        tags = List.copyOf(tags);
    }

    private static void requireText(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + ": '' (expected: not blank)");
        }
    }

    private static void requirePort(String name, int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(name + ": " + port + " (expected: 1 to 65535)");
        }
    }

    public static Builder builder(String service, String id, String address, int port, HttpCheck check) {
        return new Builder(service, id, address, port, check);
    }

    /** The optional parts: no metadata, no tags, weights of 1, initial status {@code warning} unless said otherwise. */
    public static final class Builder {
        private final String service;
        private final String id;
        private final String address;
        private final int port;
        private final HttpCheck check;
        private final Map<String, String> meta = new HashMap<>();
        private final List<String> tags = new ArrayList<>();
        private Weights weights = Weights.DEFAULT;
        private CheckStatus initialStatus = CheckStatus.WARNING;

        private Builder(String service, String id, String address, int port, HttpCheck check) {
            this.service = service;
            this.id = id;
            this.address = address;
            this.port = port;
            this.check = check;
        }

        /** A further port, to be looked up by its name. */
        public Builder namedPort(String name, int number) {
            requirePort(name, number);
            return meta(ConsulInstance.PORT_PREFIX + name, Integer.toString(number));
        }

        public Builder version(String version) {
            return meta(ConsulInstance.VERSION, version);
        }

        public Builder meta(String key, String value) {
            meta.put(key, value);
            return this;
        }

        public Builder tag(String tag) {
            tags.add(tag);
            return this;
        }

        public Builder weights(Weights weights) {
            this.weights = weights;
            return this;
        }

        public Builder initialStatus(CheckStatus status) {
            initialStatus = status;
            return this;
        }

        public ServiceRegistration build() {
            return new ServiceRegistration(service, id, address, port, meta, tags, weights, check, initialStatus);
        }
    }
}
