package shop.acceptance.observability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The real rules with short times, for a test that cannot wait: nothing else in them is changed. */
public final class HurriedRules {
    private HurriedRules() {}

    /** Writes the files into a folder that there is, for a Prometheus that looks at its targets at least every 2 s. */
    public static void write(Path folder) {
        for (var file : ObservabilityFiles.in(ObservabilityFiles.ALERTS, ".yml")) {
            try {
                Files.writeString(folder.resolve(file.getFileName()), hurry(ObservabilityFiles.text(file)));
            } catch (IOException e) {
                throw new UncheckedIOException("folder: " + folder + " (expected: writable)", e);
            }
        }
    }

    static String hurry(String rules) {
        return rules.replaceAll("\\[\\d+[smhd]]", "[10s]")
                .replaceAll("\\[\\d+[smhd]:\\d+[smhd]]", "[10s:1s]")
                .replaceAll("for: \\d+[smhd]", "for: 2s");
    }
}
