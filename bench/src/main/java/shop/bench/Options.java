package shop.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import shop.commandline.Arguments;

/**
 * What to measure and how; README.md explains each option.
 *
 * @param warmUp a kind of call, before the first round
 * @param window one measurement
 * @param rate calls a second of the open loop, which runs only when it is given
 * @param population users up to which the cost per call is followed; when given, nothing else is measured
 * @param writers connections of yardstick (b): as many as the journal has
 * @param workingSet users that GetUser reads and that place orders; orders that GetOrder reads
 * @param requestId whether CreateUser has a {@code request_id}
 * @param serverFlags JVM flags of the service and of the yardstick servers
 * @param userService the build directory of user-service, with its jar and its {@code lib}
 * @param orderService the same of order-service
 */
record Options(
        Set<Part> parts,
        List<Integer> inFlight,
        Duration warmUp,
        Duration window,
        int rounds,
        int channels,
        OptionalInt rate,
        OptionalInt population,
        int writers,
        int workingSet,
        boolean requestId,
        List<String> serverFlags,
        Optional<Path> jfr,
        Path report,
        Path userService,
        Path orderService) {

    enum Part {
        CREATE,
        GET,
        YARDSTICKS,
        /** What orders are compared with: {@link #CREATE}, {@link #GET} and one row per commit. */
        ORDERS,
        OUTAGE,
        OVERLOAD,
        /** One node with telemetry beside one without. */
        TELEMETRY
    }

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("--only", "create,get,yardsticks,orders,outage"),
            Map.entry("--in-flight", "1,16,64,256"),
            Map.entry("--warm-up", "30s"),
            Map.entry("--window", "10s"),
            Map.entry("--rounds", "3"),
            Map.entry("--channels", "2"),
            Map.entry("--writers", "10"),
            Map.entry("--working-set", "10000"),
            Map.entry("--request-id", "on"),
            Map.entry("--server-flags", "-Xms2g -Xmx2g -Djava.util.concurrent.ForkJoinPool.common.parallelism=3"),
            Map.entry("--report", "bench/target/report.md"),
            Map.entry("--user-service", "user-service/target"),
            Map.entry("--order-service", "order-service/target"));

    /** Seconds instead of minutes: shows that everything works, its figures mean nothing. */
    private static final Map<String, String> QUICK =
            Map.of("--in-flight", "1,16", "--warm-up", "1s", "--window", "1s", "--rounds", "2");

    private static final Set<String> OPTIONS = new TreeSet<>(DEFAULTS.keySet());

    static {
        OPTIONS.addAll(List.of("--rate", "--population", "--jfr"));
    }

    private static final String QUICK_FLAG = "--quick";
    private static final String USAGE = QUICK_FLAG + " or one of " + String.join(", ", OPTIONS);
    private static final String POSITIVE = "a whole number > 0";
    private static final String PARTS =
            "some of create, get, yardsticks, orders, outage, overload, telemetry, between commas";

    /**
     * @throws IllegalArgumentException when an argument is unknown or lacks a value that can be used
     */
    static Options parse(String... args) {
        var all = List.of(args);
        var line = Arguments.parse(all, Set.of(QUICK_FLAG), OPTIONS, USAGE).withWords(0, USAGE);
        var defaults = new ArrayList<>(words(DEFAULTS));
        if (line.has(QUICK_FLAG)) {
            defaults.addAll(words(QUICK));
        }
        // The last of an option counts.
        return of(Arguments.parse(
                Stream.concat(defaults.stream(), all.stream()).toList(), Set.of(QUICK_FLAG), OPTIONS, USAGE));
    }

    private static Options of(Arguments line) {
        return new Options(
                withYardsticks(EnumSet.copyOf(list(line, "--only", PARTS, Options::part))),
                list(line, "--in-flight", POSITIVE, Options::positive),
                duration(line, "--warm-up"),
                duration(line, "--window"),
                positive(line, "--rounds"),
                positive(line, "--channels"),
                optionalInt(line, "--rate"),
                optionalInt(line, "--population"),
                positive(line, "--writers"),
                positive(line, "--working-set"),
                onOrOff(line, "--request-id"),
                List.of(text(line, "--server-flags").trim().split("\\s+")),
                line.text("--jfr").map(Path::of),
                Path.of(text(line, "--report")),
                Path.of(text(line, "--user-service")),
                Path.of(text(line, "--order-service")));
    }

    /** How long a load runs before its window begins. */
    Duration settle() {
        return window.dividedBy(5);
    }

    boolean measures(Part part) {
        return parts.contains(part);
    }

    boolean needsUserService() {
        return population.isPresent()
                || measures(Part.CREATE)
                || measures(Part.GET)
                || measures(Part.OVERLOAD)
                || needsOrderService();
    }

    boolean needsTelemetryNodes() {
        return population.isEmpty() && measures(Part.TELEMETRY);
    }

    boolean needsOrderService() {
        return population.isEmpty() && (measures(Part.ORDERS) || measures(Part.OUTAGE));
    }

    private static Set<Part> withYardsticks(Set<Part> parts) {
        if (parts.contains(Part.ORDERS)) {
            parts.addAll(List.of(Part.CREATE, Part.GET));
        }
        return parts;
    }

    private static List<String> words(Map<String, String> values) {
        return values.entrySet().stream()
                .flatMap(value -> Stream.of(value.getKey(), value.getValue()))
                .toList();
    }

    private static String text(Arguments line, String option) {
        return line.text(option).orElseThrow();
    }

    private static <T> List<T> list(
            Arguments line, String option, String expected, Function<String, Optional<T>> element) {
        return Stream.of(text(line, option).split(","))
                .map(String::trim)
                .map(text -> element.apply(text).orElseThrow(() -> Arguments.wrong(option, text, expected)))
                .toList();
    }

    private static Optional<Part> part(String text) {
        return Stream.of(Part.values())
                .filter(part -> part.name().toLowerCase(Locale.ROOT).equals(text))
                .findAny();
    }

    private static Optional<Integer> positive(String text) {
        return Arguments.parseNumber(text, 1, Integer.MAX_VALUE);
    }

    private static OptionalInt optionalInt(Arguments line, String option) {
        return line.value(option, POSITIVE, Options::positive)
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    private static int positive(Arguments line, String option) {
        return line.value(option, POSITIVE, Options::positive).orElseThrow();
    }

    private static boolean onOrOff(Arguments line, String option) {
        return line.value(option, "on or off", text -> Optional.of(text).filter(word -> word.matches("on|off")))
                .orElseThrow()
                .equals("on");
    }

    private static Duration duration(Arguments line, String option) {
        return line.duration(option, Duration.ZERO, "such as 500ms, 30s or 2m").orElseThrow();
    }
}
