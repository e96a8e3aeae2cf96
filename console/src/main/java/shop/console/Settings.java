package shop.console;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the console is told by its environment.
 *
 * @param port on loopback; 0 for any
 * @param consul where discovery is asked; without it only the parts are known that {@code control} tells of
 * @param control the devstack's interface for making trouble, with its token; without it nobody makes any
 * @param traces the devstack's store of spans
 * @param token for the services' API
 * @param authority who has signed the services' certificates, in PEM; without it they are spoken to in plaintext
 * @param certificates a folder with {@code SERVICE.pem} and {@code SERVICE.key} of each service, which management asks for
 * @param entities the types of entities of each service, which management does not list
 */
record Settings(
        int port,
        Optional<URI> consul,
        Optional<Control> control,
        Optional<URI> traces,
        Optional<String> token,
        Optional<Path> authority,
        Optional<Path> certificates,
        Map<String, List<String>> entities) {
    static final int DEFAULT_PORT = 9000;

    /** @param token that the control interface wants to see */
    record Control(URI uri, String token) {}

    /** @throws IllegalArgumentException saying what is wrong, for a person at a terminal */
    static Settings from(Map<String, String> environment) {
        return new Settings(
                port(environment.getOrDefault("SHOP_CONSOLE_PORT", Integer.toString(DEFAULT_PORT))),
                value(environment, "SHOP_CONSOLE_CONSUL").map(URI::create),
                value(environment, "SHOP_CONSOLE_CONTROL")
                        .map(uri -> new Control(URI.create(uri), required(environment, "SHOP_CONSOLE_CONTROL_TOKEN"))),
                value(environment, "SHOP_CONSOLE_TRACES").map(URI::create),
                value(environment, "SHOP_CONSOLE_TOKEN"),
                value(environment, "SHOP_CONSOLE_CA_FILE").map(Path::of),
                value(environment, "SHOP_CONSOLE_CERTIFICATES").map(Path::of),
                entities(environment.getOrDefault("SHOP_CONSOLE_ENTITIES", "")));
    }

    private static Map<String, List<String>> entities(String value) {
        return Stream.of(value.split(";"))
                .filter(service -> !service.isBlank())
                .map(service -> service.split("=", 2))
                .filter(parts -> parts.length == 2)
                .collect(Collectors.toMap(parts -> parts[0], parts -> List.of(parts[1].split(","))));
    }

    private static int port(String value) {
        if (value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= 65_535) {
            return Integer.parseInt(value);
        }
        throw new IllegalArgumentException("SHOP_CONSOLE_PORT: " + value + " (expected: 0 to 65535)");
    }

    private static String required(Map<String, String> environment, String name) {
        return value(environment, name)
                .orElseThrow(() -> new IllegalArgumentException(name + ": missing (expected: with its address)"));
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
