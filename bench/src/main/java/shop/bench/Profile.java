package shop.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Where the service's processor time went while one subject was measured, from a flight recording's samples. */
final class Profile {
    private static final int TOP = 12;
    private static final int PACKAGE_DEPTH = 3;

    private final Subject subject;
    private final List<Window> windows;
    private final Map<String, Integer> methods = new HashMap<>();
    private final Map<String, Integer> packages = new HashMap<>();
    private int samples;

    private Profile(Subject subject, List<Window> windows) {
        this.subject = subject;
        this.windows = windows;
    }

    /** The report's lines on each of these calls of one service, as far as it was measured. */
    static List<String> lines(Path recording, List<Subject> subjects, List<Measurement> measurements)
            throws IOException {
        var profiles = subjects.stream()
                .map(subject -> new Profile(
                        subject,
                        measurements.stream()
                                .filter(measurement -> measurement.subject() == subject)
                                .map(Measurement::window)
                                .toList()))
                .toList();
        try (var file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                var event = file.readEvent();
                profiles.forEach(profile -> profile.count(event));
            }
        }
        return profiles.stream().flatMap(profile -> profile.lines().stream()).toList();
    }

    private void count(RecordedEvent event) {
        var stack = event.getStackTrace();
        if (!event.getEventType().getName().equals("jdk.ExecutionSample") || stack == null || !measured(event)) {
            return;
        }
        samples++;
        methods.merge(name(stack.getFrames().get(0)), 1, Integer::sum);
        stack.getFrames().stream()
                .map(frame -> frame.getMethod().getType().getName())
                .filter(type -> !type.matches("(java|jdk|sun|scala)\\..*"))
                .findFirst()
                .ifPresent(type -> packages.merge(packageOf(type), 1, Integer::sum));
    }

    private boolean measured(RecordedEvent event) {
        var at = event.getStartTime();
        return windows.stream().anyMatch(window -> at.isAfter(window.from()) && at.isBefore(window.to()));
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    private static String packageOf(String type) {
        var parts = type.split("\\.");
        return Arrays.stream(parts)
                .limit(Math.min(PACKAGE_DEPTH, Math.max(1, parts.length - 1)))
                .collect(Collectors.joining("."));
    }

    private List<String> lines() {
        if (samples == 0) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("**" + subject + "** (" + samples + " samples)");
        lines.add("");
        lines.add("| package nearest the top of the stack | share | | method on top | share |");
        lines.add("|---|---:|---|---|---:|");
        var byPackage = most(packages);
        var byMethod = most(methods);
        for (var i = 0; i < Math.max(byPackage.size(), byMethod.size()); i++) {
            lines.add("| " + cell(byPackage, i) + " | | " + cell(byMethod, i) + " |");
        }
        lines.add("");
        return lines;
    }

    private String cell(List<Map.Entry<String, Integer>> entries, int index) {
        if (index >= entries.size()) {
            return " | ";
        }
        var entry = entries.get(index);
        return "`%s` | %.1f %%".formatted(entry.getKey(), 100.0 * entry.getValue() / samples);
    }

    private static List<Map.Entry<String, Integer>> most(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(TOP)
                .toList();
    }
}
