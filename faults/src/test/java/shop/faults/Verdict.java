package shop.faults;

import java.util.List;
import shop.faults.check.Operation;
import shop.faults.check.Outcome;
import shop.faults.check.Violation;

/** What came of one round. */
record Verdict(String name, List<Fault> faults, int operations, int unknown, List<Violation> violations, long zero) {
    static Verdict of(
            String name, List<Fault> faults, List<Operation> operations, List<Violation> violations, long zero) {
        var unknown = operations.stream()
                .filter(operation -> !operation.kind().reads() && operation.outcome() == Outcome.UNKNOWN)
                .count();
        return new Verdict(name, faults, operations.size(), (int) unknown, violations, zero);
    }

    /** Says which round it was, its faults, and of each kind of violation the first three with their evidence. */
    String report() {
        var text = new StringBuilder("%s: %s; %d operations, %d of unknown outcome, %d violations"
                .formatted(name, faults, operations, unknown, violations.size()));
        for (var rule : Violation.Rule.values()) {
            violations.stream()
                    .filter(violation -> violation.rule() == rule)
                    .limit(3)
                    .forEach(violation -> text.append("\n  ").append(violation.report(zero)));
        }
        return text.toString();
    }
}
