package shop.faults.check;

import static java.util.Comparator.comparingLong;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import shop.faults.check.Ending.Event;
import shop.faults.check.Violation.Rule;

/**
 * Whether somebody asked for each revision of an entity, and before anybody saw it: an acknowledged request at its own revision, or
 * one whose outcome is unknown, which may have taken effect at any time after it began, once. A refused one explains nothing.
 */
final class Explanation {
    /** What the system does by itself. */
    private static final Set<String> BY_ITSELF = Set.of("CONFIRMED", "REJECTED");

    private final String entity;
    private final List<Operation> operations;
    private final List<Event> events;
    private final Set<Long> used = new HashSet<>();

    Explanation(String entity, List<Operation> operations, List<Event> events) {
        this.entity = entity;
        this.operations =
                operations.stream().sorted(comparingLong(Operation::begin)).toList();
        this.events = events;
    }

    List<Violation> check() {
        var violations = new ArrayList<Violation>();
        for (var event : events) {
            if (!isExplained(event)) {
                violations.add(new Violation(
                        Rule.NOBODY_ASKED_FOR_IT,
                        "%s: revision %d is %s, for which nobody has asked or only requests that were refused or had another effect"
                                .formatted(entity, event.revision(), event.kind()),
                        operations.stream()
                                .filter(operation -> operation.kind().event().equals(Optional.of(event.kind())))
                                .toList()));
            }
        }
        return violations;
    }

    private boolean isExplained(Event event) {
        if (BY_ITSELF.contains(event.kind()) || isBySystem(event)) {
            return true;
        }
        var acknowledged = operations.stream()
                .filter(operation -> asksFor(operation, event))
                .filter(Operation::ok)
                .anyMatch(operation -> operation.seen().orElseThrow().revision() == event.revision());
        return acknowledged || unknown(event).filter(used::add).isPresent();
    }

    /** An order that is cancelled because its user was deactivated; also when nobody has seen why. */
    private boolean isBySystem(Event event) {
        return event.kind().equals("CANCELLED")
                && seen(event.revision())
                        .filter(state -> state.label().endsWith("REQUESTED"))
                        .isEmpty();
    }

    private Optional<State> seen(long revision) {
        return operations.stream()
                .filter(Operation::ok)
                .flatMap(operation -> operation.seen().stream())
                .filter(state -> state.revision() == revision)
                .findFirst();
    }

    private static boolean asksFor(Operation operation, Event event) {
        return operation.kind().event().equals(Optional.of(event.kind()));
    }

    /** The one that began first, since what began before this revision was seen began before later ones were. */
    private Optional<Long> unknown(Event event) {
        var deadline = operations.stream()
                .filter(Operation::ok)
                .filter(operation -> operation.seen().orElseThrow().revision() >= event.revision())
                .mapToLong(Operation::end)
                .min()
                .orElse(Long.MAX_VALUE);
        var label = seen(event.revision()).map(State::label);
        return operations.stream()
                .filter(operation -> operation.outcome() == Outcome.UNKNOWN && asksFor(operation, event))
                .filter(operation -> operation.begin() <= deadline && !used.contains(operation.number()))
                .filter(operation -> operation.label().isEmpty()
                        || label.isEmpty()
                        || label.get().equals(operation.label()))
                .findFirst()
                .map(Operation::number);
    }
}
