package shop.order.domain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The currencies in {@code currencies.txt}. The JDK's list has withdrawn ones and codes that are no money, and lacks new ones. */
final class Currencies {
    private static final String FILE = "/currencies.txt";

    static final Set<String> IN_USE = read();

    private Currencies() {}

    private static Set<String> read() {
        try (var file = Currencies.class.getResourceAsStream(FILE)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Stream.of(line.split(" ")))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(FILE, e);
        }
    }
}
