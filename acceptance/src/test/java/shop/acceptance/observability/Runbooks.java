package shop.acceptance.observability;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The pages in {@code docs/runbooks}: one an alert, named as it is, and one a task, in small letters. */
public final class Runbooks {
    private Runbooks() {}

    /** Those of alerts. */
    static List<Path> ofAlerts() {
        return pages().filter(page ->
                        Character.isUpperCase(page.getFileName().toString().charAt(0)))
                .toList();
    }

    static List<String> textsOfAlerts() {
        return ofAlerts().stream().map(ObservabilityFiles::text).toList();
    }

    /** What stands in all of them. */
    public static List<String> texts() {
        return pages().map(ObservabilityFiles::text).toList();
    }

    /** All but the introduction. */
    private static Stream<Path> pages() {
        return ObservabilityFiles.in(ObservabilityFiles.RUNBOOKS, ".md").stream()
                .filter(page -> !page.endsWith("README.md"));
    }
}
