package shop.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import shop.faults.host.Network;
import shop.faults.plant.AgentJar;
import shop.faults.plant.Defect;
import shop.faults.plant.Switches;
import shop.faults.system.NodeSettings;
import shop.faults.system.Stack;

/**
 * The process of the callers, which runs on a host of the network: it starts the system, has rounds run and prints what came of them.
 * It ends with the process that has started it, whose end closes its standard input.
 */
final class Suite {
    private static final Duration LONG_ENOUGH_FOR_A_TAKEOVER = Duration.ofSeconds(20);
    private static final Duration DEFECT_TAKES_EFFECT = Duration.ofSeconds(1);

    private final Rounds rounds;
    private final Path folder;
    private final long seed;
    private final List<Verdict> verdicts = new ArrayList<>();
    private boolean asExpected = true;

    private Suite(Rounds rounds, Path folder, long seed) {
        this.rounds = rounds;
        this.folder = folder;
        this.seed = seed;
    }

    /**
     * @param arguments prefix of the network, folder, whether with a standby, seed, seconds of the longest fault, then what to run:
     *     {@code rounds:FIRST:COUNT}, a directed scenario or a defect
     */
    public static void main(String[] arguments) {
        var watcher = new Thread(Suite::endWithParent);
        watcher.setDaemon(true);
        watcher.start();
        var what = List.of(arguments).subList(5, arguments.length);
        var folder = Path.of(arguments[1]);
        var clocks = Network.fakeTime();
        var agent = what.stream().anyMatch(Suite::isDefect) ? Optional.of(AgentJar.in(folder)) : Optional.<Path>empty();
        var settings = new NodeSettings(Boolean.parseBoolean(arguments[2]), clocks, agent);
        var stack = new Stack(Network.attach(arguments[0]), folder, settings);
        say("The system is ready.");
        var longest = Duration.ofSeconds(Long.parseLong(arguments[4]));
        var suite = new Suite(new Rounds(stack, clocks.isPresent(), longest), folder, Long.parseLong(arguments[3]));
        for (var each : what) {
            suite.run(each);
        }
        suite.judgeAudit(stack);
        say(suite.table());
        System.exit(suite.asExpected ? 0 : 1);
    }

    private static boolean isDefect(String what) {
        return Stream.of(Defect.values()).anyMatch(defect -> defect.name().equals(what));
    }

    private void run(String what) {
        if (what.startsWith("rounds:")) {
            var range = what.split(":");
            var first = Integer.parseInt(range[1]);
            for (int number = first; number < first + Integer.parseInt(range[2]); number++) {
                judge("round " + number, rounds.random(seed, number));
            }
        } else if (isDefect(what)) {
            planted(Defect.valueOf(what));
        } else {
            switchOn(switchesOf(what));
            judge(what, directed(what, what.replace("-", "") + "x"));
            switchOn("");
        }
    }

    private Verdict directed(String what, String tag) {
        return switch (what) {
            case "frozen" -> rounds.frozen(tag, 60, LONG_ENOUGH_FOR_A_TAKEOVER);
            case "zombie" -> rounds.zombie(tag, LONG_ENOUGH_FOR_A_TAKEOVER);
            case "last-write" -> rounds.lastWrite(tag, LONG_ENOUGH_FOR_A_TAKEOVER);
            case "second-cluster" -> rounds.secondCluster(tag);
            case "calm" -> rounds.calm(tag);
            default -> throw new IllegalArgumentException("what: " + what + " (expected: see Suite)");
        };
    }

    private void judge(String what, Verdict verdict) {
        verdicts.add(verdict);
        say(verdict.report());
        result(what, verdict.violations().isEmpty());
    }

    /** Of all that has happened on this stack. */
    private void judgeAudit(Stack stack) {
        var findings = stack.auditFindings();
        findings.forEach(Suite::say);
        result("audit verify, " + folder.getFileName(), findings.isEmpty());
    }

    /** The scenario in which it must show. */
    private void planted(Defect defect) {
        var scenario =
                switch (defect) {
                    case FENCING_OFF -> "frozen";
                    case OWNERSHIP_OFF -> "second-cluster";
                    case EXACTLY_ONCE_FENCE_OFF -> "last-write";
                    case RECENT_READS_NOT_INVALIDATED, DEDUPLICATION_OFF -> "calm";
                };
        switchOn(defect.name() + "\n" + switchesOf(scenario));
        var verdict = directed(scenario, defect.name().toLowerCase(Locale.ROOT).replace("_", "") + "x");
        switchOn("");
        say(verdict.report());
        result(defect.name(), !verdict.violations().isEmpty());
    }

    private static String switchesOf(String scenario) {
        return Set.of("zombie", "last-write").contains(scenario) ? Switches.SLOW_WORKERS : "";
    }

    private void switchOn(String defects) {
        try {
            Files.writeString(folder.resolve("defects"), defects);
        } catch (IOException e) {
            throw new UncheckedIOException("file: defects (expected: writable)", e);
        }
        LockSupport.parkNanos(DEFECT_TAKES_EFFECT.toNanos());
    }

    /** A line for whoever reads what this prints. */
    private void result(String what, boolean expected) {
        asExpected &= expected;
        say("RESULT " + (expected ? "as expected: " : "UNEXPECTED: ") + what);
    }

    private String table() {
        Map<Fault.Kind, Integer> faults = new EnumMap<>(Fault.Kind.class);
        verdicts.forEach(verdict -> verdict.faults().forEach(fault -> faults.merge(fault.kind(), 1, Integer::sum)));
        var table = new StringBuilder("| | |\n|---|---|\n");
        row(table, "rounds", verdicts.size());
        faults.forEach(
                (kind, count) -> row(table, kind.name().toLowerCase(Locale.ROOT).replace('_', ' '), count));
        row(table, "operations", verdicts.stream().mapToInt(Verdict::operations).sum());
        row(
                table,
                "of unknown outcome",
                verdicts.stream().mapToInt(Verdict::unknown).sum());
        row(
                table,
                "violations",
                verdicts.stream()
                        .mapToInt(verdict -> verdict.violations().size())
                        .sum());
        return table.toString();
    }

    private static void row(StringBuilder table, String name, int number) {
        table.append("| ").append(name).append(" | ").append(number).append(" |\n");
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                continue;
            }
        } catch (IOException e) {
            // As good as the end.
        }
        Runtime.getRuntime().halt(3);
    }

    private static void say(String text) {
        System.out.println(text);
    }
}
