package shop.acceptance.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the files are, and how they are read. */
public final class ObservabilityFiles {
    static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    static final Path OBSERVABILITY = PROJECT.resolve("deploy/observability");
    public static final Path PROMETHEUS = OBSERVABILITY.resolve("prometheus.yml");
    public static final Path ALERTMANAGER = OBSERVABILITY.resolve("alertmanager.yml");
    static final Path ALERTS = OBSERVABILITY.resolve("alerts");
    static final Path ALERT_TESTS = ALERTS.resolve("tests");
    static final Path DASHBOARDS = OBSERVABILITY.resolve("dashboards");
    static final Path RUNBOOKS = PROJECT.resolve("docs/runbooks");

    private static final ObjectMapper YAML = new YAMLMapper();
    private static final ObjectMapper JSON = new ObjectMapper();

    private ObservabilityFiles() {}

    /** The files in a folder whose names end so, sorted. */
    static List<Path> in(Path folder, String extension) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(extension))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("folder: " + folder + " (expected: readable)", e);
        }
    }

    static JsonNode yaml(Path file) {
        return read(YAML, file);
    }

    static JsonNode json(Path file) {
        return read(JSON, file);
    }

    static void writeYaml(Path file, Object content) {
        try {
            YAML.writeValue(file.toFile(), content);
        } catch (IOException e) {
            throw new UncheckedIOException("file: " + file + " (expected: writable)", e);
        }
    }

    private static JsonNode read(ObjectMapper mapper, Path file) {
        try {
            return mapper.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("file: " + file + " (expected: well-formed)", e);
        }
    }

    /** What is in a file. */
    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("file: " + file + " (expected: readable)", e);
        }
    }
}
