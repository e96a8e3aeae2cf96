package shop.devstack;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The broker's jars, in a folder of their own beside this module's: they are for the broker's JVM alone and on nobody else's class
 * path. Only logging and Jackson are shared.
 */
final class KafkaJars {
    private KafkaJars() {}

    static String classPath() {
        var own = location(KafkaJars.class);
        var jars = own.resolveSibling("kafka-lib");
        if (!Files.isDirectory(jars)) {
            throw new IllegalStateException("folder: " + jars + " (expected: the broker's jars, which the build of "
                    + "devstack puts there in its phase package)");
        }
        return Stream.concat(
                        Stream.of(own, jars.resolve("*")),
                        Stream.of(
                                        org.slf4j.Logger.class,
                                        ch.qos.logback.classic.Logger.class,
                                        ch.qos.logback.core.Appender.class,
                                        com.fasterxml.jackson.annotation.JsonProperty.class,
                                        com.fasterxml.jackson.core.JsonParser.class,
                                        com.fasterxml.jackson.databind.JsonNode.class)
                                .map(KafkaJars::location))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Where the archives of its classes are kept. */
    static Path archives() {
        return location(KafkaJars.class).resolveSibling("archives");
    }

    private static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("class: " + type.getName() + " (expected: loaded from a file)", e);
        }
    }
}
