package shop.faults;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.faults.check.Checker;
import shop.faults.check.History;
import shop.faults.check.Operation;
import shop.faults.check.Violation;
import shop.faults.load.Caller;
import shop.faults.load.Frozen;
import shop.faults.load.Nodes;
import shop.faults.load.Workload;
import shop.faults.system.Place;
import shop.faults.system.Stack;

/** Rounds on one stack: load, faults, healing, rest, judgement. */
final class Rounds {
    /** How old what an overtaken node says may be; see ADR 0008. */
    private static final Duration BOUND = Duration.ofSeconds(2);

    private static final Duration HEALING = Duration.ofSeconds(120);
    private static final Duration REST = Duration.ofSeconds(40);
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final Stack stack;
    private final boolean clocks;
    private final Duration longestFault;
    private final Checker checker = new Checker(BOUND);

    /** @param clocks whether clocks can be set */
    Rounds(Stack stack, boolean clocks, Duration longestFault) {
        this.stack = stack;
        this.clocks = clocks;
        this.longestFault = longestFault;
    }

    /** One or two faults of the schedule that the seed and the number give, under load. */
    Verdict random(long seed, int number) throws SQLException {
        var random = new Random(seed * 7_919 + number);
        var kinds = Stream.of(Fault.Kind.values())
                .filter(kind -> Fault.isPossible(kind, stack, clocks))
                .toList();
        var faults = new ArrayList<Fault>();
        var beginnings = new ArrayList<Integer>();
        // Every kind has its turn; the second, in two rounds of three, is any.
        faults.add(Fault.random(kinds.get(number % kinds.size()), random, longestFault));
        beginnings.add(0);
        if (random.nextInt(3) > 0) {
            faults.add(Fault.random(kinds.get(random.nextInt(kinds.size())), random, longestFault));
            beginnings.add(random.nextInt(4_000));
        }
        return under(faults, beginnings, "s" + Long.toString(seed, 36) + "r" + number + "x", seed * 7_919 + number);
    }

    private Verdict under(List<Fault> faults, List<Integer> beginnings, String tag, long seed) throws SQLException {
        var zero = System.nanoTime();
        try (var nodes = new Nodes(stack);
                var observation = new Observation(stack, nodes)) {
            var caller = new Caller(nodes);
            var nemesis = new Nemesis(stack);
            var load = Workload.start(caller, tag, seed);
            pause(Duration.ofSeconds(3));
            nemesis.run(faults, beginnings);
            nodes.reconnect();
            stack.awaitReady(HEALING);
            nodes.reconnect();
            var healed = System.nanoTime();
            pause(Duration.ofSeconds(3));
            load.stop();
            return judge(
                    tag,
                    faults,
                    caller,
                    nemesis,
                    healed,
                    zero,
                    observation,
                    load.users(),
                    deadline -> load.readAll(deadline));
        }
    }

    /** A node stands still until others have its place, and wakes with calls in its sockets. */
    Verdict frozen(String tag, int users, Duration time) throws SQLException {
        var zero = System.nanoTime();
        var sleeper = Place.USERS_0;
        var fault = Fault.freeze(sleeper, time);
        try (var nodes = new Nodes(stack);
                var observation = new Observation(stack, nodes)) {
            var caller = new Caller(nodes);
            var nemesis = new Nemesis(stack);
            try (var calls = new Frozen(caller, tag)) {
                calls.prepare(users);
                var faultEnds = new Thread(() -> nemesis.run(List.of(fault), List.of(0)));
                faultEnds.start();
                pause(Duration.ofSeconds(1));
                calls.callInVain(sleeper);
                calls.keepReading(List.of(Place.USERS_1, Place.USERS_2));
                join(faultEnds);
                calls.awaitCalls();
                pause(Duration.ofSeconds(2));
                stack.awaitReady(HEALING);
                nodes.reconnect();
                calls.stopReading();
                return judge(
                        tag,
                        List.of(fault),
                        caller,
                        nemesis,
                        System.nanoTime(),
                        zero,
                        observation,
                        calls.users(),
                        calls::readAll);
            }
        }
    }

    /** No fault at all: for defects that show without one. */
    Verdict calm(String tag) throws SQLException {
        return under(List.of(), List.of(), tag, 1);
    }

    /**
     * A node stands still with events in its hands until others have carried them on and the load is over; what it writes when it
     * wakes is corrected by nobody.
     */
    Verdict zombie(String tag, Duration time) throws SQLException {
        var zero = System.nanoTime();
        var sleeper = Place.USERS_0;
        try (var nodes = new Nodes(stack);
                var observation = new Observation(stack, nodes)) {
            var caller = new Caller(nodes);
            var nemesis = new Nemesis(stack);
            var load = Workload.start(caller, tag, 1);
            pause(Duration.ofSeconds(5));
            stack.host(sleeper).freeze();
            pause(time);
            load.stop();
            stack.host(sleeper).thaw();
            pause(Duration.ofSeconds(3));
            stack.awaitReady(HEALING);
            nodes.reconnect();
            return judge(
                    tag,
                    List.of(Fault.freeze(sleeper, time)),
                    caller,
                    nemesis,
                    System.nanoTime(),
                    zero,
                    observation,
                    load.users(),
                    load::readAll);
        }
    }

    /** A node starts that knows nobody but itself, on the database of a cluster that is there. */
    Verdict secondCluster(String tag) throws SQLException {
        var zero = System.nanoTime();
        var loner = Place.USERS_2;
        var cut = new Fault(
                Fault.Kind.CUT_CLUSTER,
                List.of(loner),
                List.of(Place.USERS_0, Place.USERS_1),
                OptionalInt.of(Stack.ARTERY),
                false,
                0,
                Duration.ofSeconds(25));
        try (var nodes = new Nodes(stack);
                var observation = new Observation(stack, nodes)) {
            var caller = new Caller(nodes);
            var nemesis = new Nemesis(stack);
            cut.begin(stack);
            stack.service(loner).kill();
            stack.service(loner).start(stack.alone(loner));
            pause(cut.time());
            nodes.reconnect();
            var load = Workload.start(caller, tag, 1);
            pause(Duration.ofSeconds(8));
            load.stop();
            stack.service(loner).kill();
            nemesis.heal();
            stack.awaitReady(HEALING);
            nodes.reconnect();
            return judge(
                    tag,
                    List.of(cut),
                    caller,
                    nemesis,
                    System.nanoTime(),
                    zero,
                    observation,
                    load.users(),
                    load::readAll);
        }
    }

    private Verdict judge(
            String name,
            List<Fault> faults,
            Caller caller,
            Nemesis nemesis,
            long healed,
            long zero,
            Observation observation,
            List<String> users,
            Consumer<Duration> readAll)
            throws SQLException {
        var until = System.nanoTime() + REST.toNanos();
        while (true) {
            readAll.accept(DEADLINE);
            var history = new History(caller.operations(), nemesis.overtaken(healed), zero);
            var ending = observation.look(name, users, calls(history));
            var settled = checker.differences(history, ending).isEmpty();
            if (settled || System.nanoTime() > until) {
                List<Violation> violations = checker.check(history, ending);
                return Verdict.of(name, faults, history.operations(), violations, zero);
            }
            pause(Duration.ofSeconds(1));
        }
    }

    private static Set<String> calls(History history) {
        return history.operations().stream()
                .flatMap(operation -> operation.calls().stream())
                .map(Operation.Call::id)
                .collect(Collectors.toSet());
    }

    private static void pause(Duration time) {
        var until = System.nanoTime() + time.toNanos();
        while (until - System.nanoTime() > 0) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
