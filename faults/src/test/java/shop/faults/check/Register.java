package shop.faults.check;

import static java.util.Comparator.comparingLong;
import static java.util.stream.Collectors.groupingBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import shop.faults.check.Violation.Rule;

/**
 * Whether what was told of one entity fits a register whose value has a revision that counts its changes. Since each answer names its
 * revision, the order of writes is known, and a history is linearizable exactly if no answer precedes in real time another that is
 * of an earlier revision, each revision has one value and at most one writer, and whoever wrote it asked before anybody saw it.
 */
final class Register {
    private final String entity;
    private final History history;
    private final long bound;
    private final List<Violation> violations = new ArrayList<>();
    private final List<Operation> answers;

    /** @param operations on the entity, without repetitions of acknowledged requests */
    Register(String entity, List<Operation> operations, History history, Duration bound) {
        this.entity = entity;
        this.history = history;
        this.bound = bound.toNanos();
        this.answers = withRevisions(operations);
    }

    List<Violation> check() {
        realTime();
        values();
        writers();
        return violations;
    }

    /** A refusal for an order's status names no revision; but an order has each status once at most. */
    private static List<Operation> withRevisions(List<Operation> operations) {
        var byStatus = new TreeMap<String, Long>();
        operations.stream()
                .filter(Operation::ok)
                .flatMap(operation -> operation.seen().stream())
                .forEach(state -> byStatus.put(state.status(), state.revision()));
        return operations.stream()
                .filter(operation -> operation.outcome() != Outcome.UNKNOWN)
                .flatMap(operation -> resolved(operation, byStatus).stream())
                .toList();
    }

    private static Optional<Operation> resolved(Operation operation, Map<String, Long> byStatus) {
        if (operation.seen().isEmpty() || operation.seen().get().revision() >= 0) {
            return operation.seen().map(state -> operation);
        }
        var status = operation.seen().get().status();
        return Optional.ofNullable(byStatus.get(status))
                .map(revision -> new Operation(
                        operation.number(),
                        operation.kind(),
                        operation.entity(),
                        operation.node(),
                        operation.begin(),
                        operation.end(),
                        operation.outcome(),
                        Optional.of(new State(revision, status, "", "")),
                        operation.refusal(),
                        operation.label(),
                        operation.repeats(),
                        operation.calls()));
    }

    private static long revision(Operation operation) {
        return operation.seen().orElseThrow().revision();
    }

    private void realTime() {
        var byEnd = answers.stream().sorted(comparingLong(Operation::end)).toList();
        // By end, the newest that was told until then.
        var newest = new TreeMap<Long, Operation>();
        Operation last = null;
        for (var answer : byEnd) {
            if (last == null || revision(answer) > revision(last)) {
                last = answer;
                newest.put(answer.end(), answer);
            }
        }
        for (var answer : answers) {
            var allowance = mayBeOld(answer) ? bound : 0;
            var before = newest.lowerEntry(answer.begin() - allowance);
            if (before != null && contradicts(before.getValue(), answer)) {
                violations.add(Violation.of(
                        Rule.STALE_ANSWER,
                        "%s: revision %d was told %.3f s before a request that was answered from revision %d"
                                .formatted(
                                        entity,
                                        revision(before.getValue()),
                                        (answer.begin() - before.getKey()) / 1e9,
                                        revision(answer)),
                        before.getValue(),
                        answer));
            }
        }
    }

    private boolean mayBeOld(Operation answer) {
        return (answer.kind().reads() || !answer.ok()) && history.isOvertaken(answer);
    }

    /** Whether {@code later}, which began after {@code earlier} had ended, must have come first. */
    private static boolean contradicts(Operation earlier, Operation later) {
        var made = later.ok() && later.kind().alwaysWrites();
        return revision(later) < revision(earlier) || made && revision(later) == revision(earlier);
    }

    private void values() {
        answers.stream()
                .filter(Operation::ok)
                .filter(answer -> revision(answer) > 0)
                .collect(groupingBy(Register::revision, TreeMap::new, java.util.stream.Collectors.toList()))
                .values()
                .forEach(this::oneValue);
    }

    private void oneValue(List<Operation> ofOneRevision) {
        var first = ofOneRevision.get(0);
        ofOneRevision.stream()
                .filter(answer -> !answer.seen().equals(first.seen()))
                .findFirst()
                .ifPresent(other -> violations.add(Violation.of(
                        Rule.TWO_STATES_OF_ONE_REVISION, entity + ": revision " + revision(first), first, other)));
    }

    private void writers() {
        var byRevision = new TreeMap<Long, Operation>();
        for (var answer : answers) {
            if (answer.ok() && answer.kind().alwaysWrites()) {
                var other = byRevision.putIfAbsent(revision(answer), answer);
                if (other != null) {
                    violations.add(Violation.of(
                            Rule.TWO_WRITES_OF_ONE_REVISION,
                            entity + ": revision " + revision(answer) + " was acknowledged to two",
                            other,
                            answer));
                }
                if (answer.kind() == Kind.UPDATE_USER
                        && !answer.seen().orElseThrow().label().equals(answer.label())) {
                    violations.add(Violation.of(Rule.ANSWER_TO_ANOTHER_REQUEST, entity, answer));
                }
            }
        }
    }
}
