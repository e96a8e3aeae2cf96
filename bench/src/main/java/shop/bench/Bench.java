package shop.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Runs the measurements that the arguments ask for and writes the report to standard output and to a file. */
public final class Bench {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    private Bench() {}

    /**
     * Exits with 2 when the arguments cannot be used.
     *
     * @param args README.md explains them
     */
    public static void main(String[] args) throws Exception {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        System.out.println(run(options));
    }

    /** Measures, and returns the report, which is then also in its file. */
    static String run(Options options) throws Exception {
        Files.createDirectories(options.report().toAbsolutePath().getParent());
        var results = new Results();
        measure(options, results);
        profile(options, results);
        var report = Report.of(results, Runtime.getRuntime().availableProcessors());
        Files.writeString(options.report(), report);
        return report;
    }

    private static void measure(Options options, Results results) throws Exception {
        progress("starting");
        try (var stack = Stack.start(options)) {
            Conditions.note(options, stack.users(), results);
            if (options.population().isPresent()) {
                new Flatness(options, stack, results).run();
            } else {
                new Comparison(options, stack, results).run();
            }
        }
    }

    /** After the services have ended, since they write their recordings then. */
    private static void profile(Options options, Results results) throws IOException {
        if (options.needsUserService()) {
            profile(Service.USERS, List.of(Subject.CREATE_USER, Subject.GET_USER), options, results);
        }
        if (options.needsOrderService()) {
            profile(Service.ORDERS, List.of(Subject.CREATE_ORDER, Subject.GET_ORDER), options, results);
        }
    }

    private static void profile(Service service, List<Subject> subjects, Options options, Results results)
            throws IOException {
        var recording = service.recording(options);
        if (recording.isPresent()) {
            results.profile(Profile.lines(recording.get(), subjects, results.measurements()));
        }
    }

    static void progress(String what) {
        System.err.println(CLOCK.format(LocalTime.now()) + " " + what);
    }
}
