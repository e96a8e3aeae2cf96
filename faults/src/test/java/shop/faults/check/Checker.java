package shop.faults.check;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.faults.check.Violation.Rule;

/** Accepts or rejects a history. What it promises is in docs/faults.md. */
public final class Checker {
    private final Duration bound;

    /** @param bound how old a read through a node may be that others have overtaken */
    public Checker(Duration bound) {
        this.bound = bound;
    }

    /** Returns what is broken; nothing if the history is to be accepted. */
    public List<Violation> check(History history) {
        var violations = new ArrayList<Violation>();
        var requests = requests(history);
        byEntity(requests)
                .forEach((entity, operations) ->
                        violations.addAll(new Register(entity, operations, history, bound).check()));
        violations.addAll(refused(requests));
        violations.addAll(repeated(history));
        violations.addAll(emails(requests));
        violations.addAll(ordersOfDeactivated(requests, history));
        return violations;
    }

    /** The same, and whether all that was carried elsewhere equals the entities. */
    public List<Violation> check(History history, Ending ending) {
        var violations = new ArrayList<>(check(history));
        var requests = byEntity(requests(history));
        ending.published()
                .forEach((entity, events) ->
                        violations.addAll(new Explanation(entity, requests.getOrDefault(entity, List.of()), events)
                                .check().stream()
                                        .filter(found -> requests.containsKey(entity))
                                        .toList()));
        violations.addAll(differences(history, ending));
        return violations;
    }

    /** Returns where the ending does not equal the entities, which may be so while something is still on its way. */
    public List<Violation> differences(History history, Ending ending) {
        return new EndingCheck(history, byEntity(requests(history)), ending).check();
    }

    private static List<Operation> requests(History history) {
        return history.operations().stream()
                .filter(operation -> operation.repeats() == 0)
                .toList();
    }

    private static Map<String, List<Operation>> byEntity(List<Operation> operations) {
        return operations.stream()
                .filter(operation -> !operation.entity().isEmpty())
                .collect(groupingBy(Operation::entity, TreeMap::new, Collectors.toList()));
    }

    private static List<Violation> refused(List<Operation> requests) {
        var refused = requests.stream()
                .filter(operation -> operation.outcome() == Outcome.REFUSED
                        && !operation.label().isEmpty())
                .collect(toMap(Operation::label, operation -> operation));
        var told = new TreeSet<String>();
        return requests.stream()
                .filter(Operation::ok)
                .filter(operation ->
                        refused.containsKey(operation.seen().orElseThrow().label()))
                .filter(operation -> told.add(operation.seen().orElseThrow().label()))
                .map(operation -> Violation.of(
                        Rule.REFUSED_AND_DONE,
                        operation.entity(),
                        refused.get(operation.seen().orElseThrow().label()),
                        operation))
                .toList();
    }

    private static List<Violation> repeated(History history) {
        var byNumber = history.operations().stream().collect(toMap(Operation::number, operation -> operation));
        return history.operations().stream()
                .filter(operation -> operation.repeats() > 0 && operation.outcome() != Outcome.UNKNOWN)
                .filter(operation -> !operation.ok()
                        || !operation
                                .seen()
                                .equals(byNumber.get(operation.repeats()).seen()))
                .map(operation -> Violation.of(
                        Rule.REPETITION_ANSWERED_OTHERWISE,
                        operation.entity(),
                        byNumber.get(operation.repeats()),
                        operation))
                .toList();
    }

    private record Address(String email, String user, Holds.Hold hold) {}

    private static List<Violation> emails(List<Operation> requests) {
        var ofUsers = requests.stream()
                .filter(operation -> !operation.kind().isOfOrder())
                .toList();
        var holds = byEntity(ofUsers).entrySet().stream()
                .flatMap(user -> addresses(user.getKey(), user.getValue()))
                .collect(groupingBy(Address::email, TreeMap::new, Collectors.toList()));
        return holds.values().stream().flatMap(Checker::shared).toList();
    }

    private static Stream<Address> addresses(String user, List<Operation> operations) {
        Set<String> emails = operations.stream()
                .filter(Operation::ok)
                .map(operation -> operation.seen().orElseThrow().address())
                .filter(email -> !email.isEmpty())
                .collect(toSet());
        return emails.stream()
                .flatMap(email -> Holds.of(operations, state -> state.address().equals(email)).stream()
                        .map(hold -> new Address(email, user, hold)));
    }

    private static Stream<Violation> shared(List<Address> ofOneEmail) {
        var violations = new ArrayList<Violation>();
        for (var one : ofOneEmail) {
            for (var other : ofOneEmail) {
                if (one.user().compareTo(other.user()) < 0
                        && one.hold().from() < other.hold().until()
                        && other.hold().from() < one.hold().until()) {
                    violations.add(Violation.of(
                            Rule.EMAIL_OF_TWO_USERS,
                            one.email() + " of " + one.user() + " and " + other.user(),
                            one.hold().first(),
                            other.hold().first(),
                            one.hold().last(),
                            other.hold().last()));
                }
            }
        }
        return violations.stream();
    }

    /** user-service vouched for a user who was deactivated all the time that it took. */
    private List<Violation> ordersOfDeactivated(List<Operation> requests, History history) {
        var allowance = history.overtaken().isEmpty() ? 0 : bound.toNanos();
        var byEntity = byEntity(requests);
        return requests.stream()
                .filter(operation -> operation.kind() == Kind.CREATE_ORDER && operation.ok())
                .filter(operation -> operation.seen().orElseThrow().is("CONFIRMED")
                        && operation.seen().orElseThrow().label().startsWith("USER_SERVICE"))
                .flatMap(order -> Holds.of(
                                byEntity.getOrDefault(order.seen().orElseThrow().address(), List.of()),
                                state -> state.is("DEACTIVATED"))
                        .stream()
                        .filter(hold -> hold.from() + allowance < order.begin() && order.end() < hold.until())
                        .map(hold -> Violation.of(
                                Rule.ORDER_OF_DEACTIVATED_USER, order.entity(), hold.first(), order, hold.last())))
                .toList();
    }
}
