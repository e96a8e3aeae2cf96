package shop.acceptance.observability;

import java.nio.file.Path;
import java.util.List;

/** The pages in {@code docs/runbooks}, one an alert. */
public final class Runbooks {
    private Runbooks() {}

    /** All but the introduction. */
    static List<Path> files() {
        return ObservabilityFiles.in(ObservabilityFiles.RUNBOOKS, ".md").stream()
                .filter(file -> !file.endsWith("README.md"))
                .toList();
    }

    /** What stands in them. */
    public static List<String> texts() {
        return files().stream().map(ObservabilityFiles::text).toList();
    }
}
