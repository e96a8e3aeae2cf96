package shop.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

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
            Map.entry("only", "create,get,yardsticks,orders,outage"),
            Map.entry("in-flight", "1,16,64,256"),
            Map.entry("warm-up", "30s"),
            Map.entry("window", "10s"),
            Map.entry("rounds", "3"),
            Map.entry("channels", "2"),
            Map.entry("writers", "10"),
            Map.entry("working-set", "10000"),
            Map.entry("request-id", "on"),
            Map.entry("server-flags", "-Xms2g -Xmx2g -Djava.util.concurrent.ForkJoinPool.common.parallelism=3"),
            Map.entry("report", "bench/target/report.md"),
            Map.entry("user-service", "user-service/target"),
            Map.entry("order-service", "order-service/target"));

    /** Seconds instead of minutes: shows that everything works, its figures mean nothing. */
    private static final Map<String, String> QUICK =
            Map.of("in-flight", "1,16", "warm-up", "1s", "window", "1s", "rounds", "2");

    private static final Set<String> WITHOUT_DEFAULT = Set.of("rate", "population", "jfr");

    /**
     * @throws IllegalArgumentException when an argument is unknown or lacks a value that can be used
     */
    static Options parse(String... args) {
        Map<String, String> given = new HashMap<>(DEFAULTS);
        if (Arrays.asList(args).contains("--quick")) {
            given.putAll(QUICK);
        }
        for (var rest = List.of(args).iterator(); rest.hasNext(); ) {
            var name = rest.next();
            if (!name.equals("--quick")) {
                given.put(known(name), valueOf(name, rest));
            }
        }
        return new Options(
                withYardsticks(EnumSet.copyOf(list(given, "only", Options::part))),
                list(given, "in-flight", text -> positive("in-flight", text)),
                duration("warm-up", given.get("warm-up")),
                duration("window", given.get("window")),
                positive("rounds", given.get("rounds")),
                positive("channels", given.get("channels")),
                optionalInt(given, "rate"),
                optionalInt(given, "population"),
                positive("writers", given.get("writers")),
                positive("working-set", given.get("working-set")),
                onOrOff("request-id", given.get("request-id")),
                List.of(given.get("server-flags").trim().split("\\s+")),
                Optional.ofNullable(given.get("jfr")).map(Path::of),
                Path.of(given.get("report")),
                Path.of(given.get("user-service")),
                Path.of(given.get("order-service")));
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

    private static String known(String argument) {
        var name = argument.startsWith("--") ? argument.substring(2) : "";
        if (DEFAULTS.containsKey(name) || WITHOUT_DEFAULT.contains(name)) {
            return name;
        }
        var all = new ArrayList<>(DEFAULTS.keySet());
        all.addAll(WITHOUT_DEFAULT);
        throw new IllegalArgumentException("argument: " + argument + " (expected: --quick or one of "
                + all.stream().sorted().map(option -> "--" + option).collect(Collectors.joining(", ")) + ")");
    }

    private static String valueOf(String name, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(name + ": nothing (expected: a value)");
        }
        return rest.next();
    }

    private static <T> List<T> list(Map<String, String> given, String name, Function<String, T> element) {
        return Arrays.stream(given.get(name).split(","))
                .map(String::trim)
                .map(element)
                .toList();
    }

    private static Part part(String text) {
        return Arrays.stream(Part.values())
                .filter(part -> part.name().toLowerCase(Locale.ROOT).equals(text))
                .findAny()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "--only: " + text
                                        + " (expected: some of create, get, yardsticks, orders, outage, overload, telemetry, between commas)"));
    }

    private static OptionalInt optionalInt(Map<String, String> given, String name) {
        return given.containsKey(name) ? OptionalInt.of(positive(name, given.get(name))) : OptionalInt.empty();
    }

    private static int positive(String name, String text) {
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException("--" + name + ": " + text + " (expected: a whole number > 0)");
        }
        return Integer.parseInt(text);
    }

    private static boolean onOrOff(String name, String text) {
        if (!text.matches("on|off")) {
            throw new IllegalArgumentException("--" + name + ": " + text + " (expected: on or off)");
        }
        return text.equals("on");
    }

    private static Duration duration(String name, String text) {
        if (!text.matches("\\d{1,6}(ms|s|m)")) {
            throw new IllegalArgumentException("--" + name + ": " + text + " (expected: such as 500ms, 30s or 2m)");
        }
        var digits = Long.parseLong(text.replaceAll("\\D", ""));
        if (text.endsWith("ms")) {
            return Duration.ofMillis(digits);
        }
        return text.endsWith("m") ? Duration.ofMinutes(digits) : Duration.ofSeconds(digits);
    }
}
