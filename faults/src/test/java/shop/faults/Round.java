package shop.faults;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import shop.faults.check.Checker;
import shop.faults.check.Ending;
import shop.faults.check.History;
import shop.faults.check.Operation;
import shop.faults.check.Violation;
import shop.faults.check.Violation.Rule;
import shop.faults.load.Caller;
import shop.faults.load.Nodes;
import shop.faults.system.Place;
import shop.faults.system.Stack;

/** One round on a stack, from its first request to the judgement. Not thread-safe. */
final class Round implements AutoCloseable {
    /** How old what an overtaken node says may be: {@code shop.cluster.fencing.read-bound}. */
    private static final Duration BOUND = Duration.ofSeconds(2);

    private static final Duration HEALING = Duration.ofSeconds(120);
    private static final Duration REST = Duration.ofSeconds(40);
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final String tag;
    private final List<Fault> faults;
    private final Stack stack;
    private final long zero = System.nanoTime();
    private final Nodes nodes;
    private final Observation observation;
    private final Caller caller;
    private final Nemesis nemesis;
    private final Checker checker = new Checker(BOUND);
    private final List<Violation> found = new ArrayList<>();
    private long healed;

    /** @param tag begins the names of all users of the round, and of no others */
    Round(Stack stack, String tag, List<Fault> faults) {
        this.stack = stack;
        this.tag = tag;
        this.faults = faults;
        nodes = new Nodes(stack);
        observation = new Observation(stack, nodes);
        caller = new Caller(nodes);
        nemesis = new Nemesis(stack);
    }

    String tag() {
        return tag;
    }

    Caller caller() {
        return caller;
    }

    Nemesis nemesis() {
        return nemesis;
    }

    static void pause(Duration time) {
        var until = System.nanoTime() + time.toNanos();
        while (until - System.nanoTime() > 0) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    /** Callers connect at once to nodes that are back. */
    void reconnect() {
        nodes.reconnect();
    }

    /** Ends all faults and waits until the system is ready; when that takes too long, says so and starts all nodes anew. */
    void heal() {
        nemesis.heal();
        nodes.reconnect();
        try {
            stack.awaitReady(HEALING);
        } catch (IllegalStateException e) {
            found.add(Violation.of(Rule.NEVER_READY_AGAIN, e.getMessage()));
            Place.NODES.forEach(place -> stack.service(place).kill());
            stack.awaitReady(HEALING.multipliedBy(2));
        }
        nodes.reconnect();
        healed = System.nanoTime();
    }

    /** Nobody may be answered by this node: it belongs to no cluster that owns the journal. */
    void expectSilence(Place place) {
        caller.operations().stream()
                .filter(operation -> operation.node().equals(place.hostName()))
                .filter(operation -> operation.seen().isPresent())
                .findFirst()
                .ifPresent(answered -> found.add(Violation.of(Rule.TWO_CLUSTERS, place + " answers", answered)));
    }

    /**
     * Waits until everything is at rest, at most {@link #REST}, and judges.
     *
     * @param readAll reads everything through every node, each call within the time that it is given
     */
    Verdict judge(List<String> users, Consumer<Duration> readAll) {
        var until = System.nanoTime() + REST.toNanos();
        while (true) {
            readAll.accept(DEADLINE);
            var history = new History(caller.operations(), nemesis.overtaken(healed), zero);
            var ending = look(users, history);
            var settled =
                    ending.filter(seen -> checker.differences(history, seen).isEmpty());
            if (settled.isPresent() || System.nanoTime() > until) {
                found.addAll(ending.map(seen -> checker.check(history, seen)).orElseGet(() -> checker.check(history)));
                if (ending.isEmpty()) {
                    found.add(Violation.of(Rule.NEVER_READY_AGAIN, "lists, Kafka or the database cannot be read"));
                }
                return Verdict.of(tag, faults, history.operations(), found, zero);
            }
            pause(Duration.ofSeconds(1));
        }
    }

    /** Returns nothing when a look is not possible now. */
    private Optional<Ending> look(List<String> users, History history) {
        try {
            return Optional.of(observation.look(tag, users, calls(history)));
        } catch (SQLException | RuntimeException e) {
            System.out.println(tag + ": cannot look yet: " + e);
            return Optional.empty();
        }
    }

    private static Set<String> calls(History history) {
        return history.operations().stream()
                .flatMap(operation -> operation.calls().stream())
                .map(Operation.Call::id)
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        observation.close();
        nodes.close();
    }
}
