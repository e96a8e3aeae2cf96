package shop.faults.check;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import shop.faults.check.Ending.Event;
import shop.faults.check.Violation.Rule;

/** Whether lists, topics, the replica, the table of open orders and the audit say what the entities say. */
final class EndingCheck {
    private final History history;
    private final Map<String, List<Operation>> requests;
    private final Ending ending;
    private final List<Violation> violations = new ArrayList<>();

    EndingCheck(History history, Map<String, List<Operation>> requests, Ending ending) {
        this.history = history;
        this.requests = requests;
        this.ending = ending;
    }

    List<Violation> check() {
        requests.forEach((entity, operations) -> operations.stream()
                .filter(operation ->
                        operation.ok() && operation.seen().orElseThrow().revision() > 0)
                .reduce((one, other) -> newer(one, other) ? other : one)
                .ifPresent(last -> entity(entity, last)));
        strangers();
        audit();
        return violations;
    }

    private static boolean newer(Operation one, Operation other) {
        return other.seen().orElseThrow().revision() > one.seen().orElseThrow().revision();
    }

    private void entity(String entity, Operation last) {
        var state = last.seen().orElseThrow();
        var listed = ending.listed().get(entity);
        if (!state.equals(listed)) {
            add(Rule.LIST_DIFFERS, entity + ": listed as " + listed, last);
        }
        var published = ending.published().getOrDefault(entity, List.of()).stream()
                .map(Event::revision)
                .toList();
        var all = LongStream.rangeClosed(1, state.revision()).boxed().toList();
        if (!published.equals(all)) {
            add(Rule.TOPIC_DIFFERS, entity + ": revisions " + published + " were published", last);
        }
        if (last.kind().isOfOrder()) {
            var open = state.is("PENDING") || state.is("CONFIRMED");
            if (open != ending.open().contains(entity)) {
                add(Rule.OPEN_ORDERS_DIFFER, entity + ": " + (open ? "missing" : "still there"), last);
            }
            return;
        }
        var replicated = ending.replica().get(entity);
        if (replicated == null
                || replicated.revision() != state.revision()
                || !Objects.equals(replicated.status(), state.status())) {
            add(Rule.REPLICA_DIFFERS, entity + ": replicated as " + replicated, last);
        }
    }

    /** Somebody who is listed, and whom no caller knows, was made by a request whose outcome is unknown, one each. */
    private void strangers() {
        var unknown = new HashSet<String>();
        history.operations().stream()
                .filter(operation -> operation.kind().creates() && operation.outcome() == Outcome.UNKNOWN)
                .forEach(operation -> unknown.add(operation.label()));
        ending.listed().forEach((entity, state) -> {
            if (!requests.containsKey(entity)
                    && !state.label().isEmpty()
                    && state.address().contains("@")) {
                var explained = unknown.remove(state.label());
                if (!explained) {
                    add(Rule.NOBODY_ASKED_FOR_IT, entity + ": listed as " + state);
                }
            }
        });
    }

    private void audit() {
        var entries = ending.audit().stream().collect(groupingBy(id -> id, counting()));
        var byCall = history.operations().stream()
                .filter(operation -> !operation.kind().reads())
                .flatMap(operation -> operation.calls().stream().map(call -> Map.entry(call, operation)))
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
        byCall.forEach((call, operation) -> {
            long count = entries.getOrDefault(call.id(), 0L);
            if (count > 1 || call.acknowledged() && count == 0) {
                add(Rule.AUDIT_DIFFERS, "call " + call.id() + " has " + count + " entries", operation);
            }
        });
    }

    private void add(Rule rule, String text, Operation... evidence) {
        violations.add(Violation.of(rule, text, evidence));
    }
}
