package shop.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The services of a project, in the order of its file {@code services.properties}, which explains each key. Immutable.
 *
 * <pre>{@code
 * ServiceList.of(Project.folder()).get("catalog-service").port()
 * }</pre>
 */
public final class ServiceList {
    static final String FILE = "services.properties";

    private final Map<String, ServiceEntry> services;

    private ServiceList(Map<String, ServiceEntry> services) {
        this.services = services;
    }

    /** Reads the list of the project that the working directory is in. */
    public static ServiceList ofThisProject() {
        return of(Project.folder());
    }

    /**
     * Reads the list of a project.
     *
     * @param project its top folder
     * @throws IllegalArgumentException if a key is missing, unknown, or has a value that makes no sense
     */
    static ServiceList of(Path project) {
        var file = project.resolve(FILE);
        try (var reader = Files.newBufferedReader(file)) {
            var lines = new Lines();
            lines.load(reader);
            return parse(lines.values);
        } catch (IOException e) {
            throw new IllegalStateException("file: " + file + " (expected: the list of the services)", e);
        }
    }

    private static ServiceList parse(Map<String, String> values) {
        var services = new LinkedHashMap<String, ServiceEntry>();
        var known = new LinkedHashSet<String>();
        for (var key : values.keySet()) {
            var name = key.substring(0, Math.max(key.indexOf('.'), 0));
            if (!services.containsKey(name)) {
                services.put(name, entry(new Keys(name, values, known)));
            }
        }
        values.keySet().stream().filter(key -> !known.contains(key)).findFirst().ifPresent(unknown -> {
            throw new IllegalArgumentException(
                    unknown + ": unknown (expected: one of " + String.join(", ", known) + ")");
        });
        requireDistinctPorts(services.values());
        return new ServiceList(services);
    }

    private static ServiceEntry entry(Keys keys) {
        return new ServiceEntry(
                keys.service,
                keys.text("main"),
                keys.text("api"),
                keys.port("port"),
                keys.port("management-port"),
                keys.port("artery-port"),
                keys.text("database"),
                keys.text("migrations"),
                keys.list("entities"),
                keys.list("topics"),
                keys.list("consumes"),
                keys.list("calls"),
                keys.list("roles"),
                keys.list("programs").stream()
                        .map(program -> program.split(" +", 2))
                        .collect(Collectors.toMap(words -> words[0], words -> words[words.length - 1])));
    }

    private static void requireDistinctPorts(Collection<ServiceEntry> services) {
        var ports = new LinkedHashSet<Integer>();
        services.stream()
                .flatMap(service -> Stream.of(service.port(), service.managementPort(), service.arteryPort()))
                .filter(port -> !ports.add(port))
                .findFirst()
                .ifPresent(twice -> {
                    throw new IllegalArgumentException("port: " + twice + " (expected: of one service only)");
                });
    }

    /** Returns all of them, in the order of the file. */
    public List<ServiceEntry> all() {
        return List.copyOf(services.values());
    }

    /** Returns their names, in the order of the file. */
    public List<String> names() {
        return List.copyOf(services.keySet());
    }

    /** @throws IllegalArgumentException if there is no such service */
    public ServiceEntry get(String name) {
        var service = services.get(name);
        if (service == null) {
            throw new IllegalArgumentException(
                    "service: " + name + " (expected: one of " + String.join(", ", services.keySet()) + ")");
        }
        return service;
    }

    /** Returns every role that a service's access rules know, each once. */
    public Set<String> roles() {
        return all(ServiceEntry::roles);
    }

    private Set<String> all(Function<ServiceEntry, List<String>> part) {
        return services.values().stream()
                .flatMap(service -> part.apply(service).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Keeps the order of the file, and takes no key twice. */
    private static final class Lines extends Properties {
        private static final long serialVersionUID = 1;

        private final transient Map<String, String> values = new LinkedHashMap<>();

        @Override
        public synchronized Object put(Object key, Object value) {
            if (values.put((String) key, ((String) value).strip()) != null) {
                throw new IllegalArgumentException(key + ": twice (expected: once)");
            }
            return null;
        }
    }

    /** The lines of one service. */
    private record Keys(String service, Map<String, String> values, Set<String> known) {
        private Keys {
            if (!service.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
                throw new IllegalArgumentException(
                        "service: " + service + " (expected: a name of small letters and hyphens before the key)");
            }
        }

        private String value(String key) {
            var name = service + "." + key;
            known.add(name);
            var value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException(name + ": missing (expected: as " + FILE + " explains it)");
            }
            return value;
        }

        private String text(String key) {
            var value = value(key);
            if (value.isEmpty()) {
                throw new IllegalArgumentException(service + "." + key + ": empty (expected: one)");
            }
            return value;
        }

        private int port(String key) {
            var value = value(key);
            if (!value.matches("[1-9][0-9]{0,4}")) {
                throw new IllegalArgumentException(service + "." + key + ": " + value + " (expected: a port)");
            }
            return Integer.parseInt(value);
        }

        private List<String> list(String key) {
            return Stream.of(value(key).split(","))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .toList();
        }
    }
}
