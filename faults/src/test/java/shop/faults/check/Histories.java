package shop.faults.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shop.faults.check.History.Overtaken;
import shop.faults.check.Operation.Call;

/** Builds histories; times are in seconds. */
final class Histories {
    private static final long SECOND = 1_000_000_000L;

    private final List<Operation> operations = new ArrayList<>();
    private final List<Overtaken> overtaken = new ArrayList<>();

    /** Who did what, when, with which answer. */
    Histories ok(Kind kind, String entity, double begin, double end, State seen) {
        return add(kind, entity, "a", begin, end, Outcome.OK, Optional.of(seen), seen.label(), 0);
    }

    Histories ok(Kind kind, String entity, String node, double begin, double end, State seen) {
        return add(kind, entity, node, begin, end, Outcome.OK, Optional.of(seen), seen.label(), 0);
    }

    Histories refused(Kind kind, String entity, double begin, double end, String label) {
        return add(kind, entity, "a", begin, end, Outcome.REFUSED, Optional.empty(), label, 0);
    }

    Histories refusedSeeing(Kind kind, String entity, double begin, double end, State seen) {
        return add(kind, entity, "a", begin, end, Outcome.REFUSED, Optional.of(seen), "", 0);
    }

    Histories unknown(Kind kind, String entity, double begin, double end, String label) {
        return add(kind, entity, "a", begin, end, Outcome.UNKNOWN, Optional.empty(), label, 0);
    }

    /** Repeats the operation before. */
    Histories repeated(double begin, double end, Outcome outcome, State seen) {
        var before = operations.get(operations.size() - 1);
        return add(
                before.kind(),
                before.entity(),
                "a",
                begin,
                end,
                outcome,
                Optional.ofNullable(seen),
                before.label(),
                before.number());
    }

    Histories overtaken(String node, double from, double until) {
        overtaken.add(new Overtaken(node, time(from), time(until)));
        return this;
    }

    private Histories add(
            Kind kind,
            String entity,
            String node,
            double begin,
            double end,
            Outcome outcome,
            Optional<State> seen,
            String label,
            long repeats) {
        var number = operations.size() + 1;
        var call = new Call("call" + number, node, outcome != Outcome.UNKNOWN);
        operations.add(new Operation(
                number, kind, entity, node, time(begin), time(end), outcome, seen, "", label, repeats, List.of(call)));
        return this;
    }

    private static long time(double seconds) {
        return (long) (seconds * SECOND);
    }

    History build() {
        return new History(List.copyOf(operations), List.copyOf(overtaken), 0);
    }

    static State user(long revision, String status, String name) {
        return new State(revision, status, name, name + "@example.com");
    }

    static State user(long revision, String status, String name, String email) {
        return new State(revision, status, name, email);
    }

    static State order(long revision, String status, String user) {
        return new State(revision, status, "USER_SERVICE UNSPECIFIED", user);
    }
}
