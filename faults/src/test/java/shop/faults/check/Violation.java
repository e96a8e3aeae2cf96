package shop.faults.check;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A broken promise.
 *
 * @param rule in few words
 * @param evidence the shortest part of the history that shows it
 */
public record Violation(Rule rule, String text, List<Operation> evidence) {

    /** The promises. */
    public enum Rule {
        STALE_ANSWER,
        TWO_STATES_OF_ONE_REVISION,
        TWO_WRITES_OF_ONE_REVISION,
        ANSWER_TO_ANOTHER_REQUEST,
        REFUSED_AND_DONE,
        NOBODY_ASKED_FOR_IT,
        REPETITION_ANSWERED_OTHERWISE,
        EMAIL_OF_TWO_USERS,
        ORDER_OF_DEACTIVATED_USER,
        LIST_DIFFERS,
        TOPIC_DIFFERS,
        REPLICA_DIFFERS,
        OPEN_ORDERS_DIFFER,
        AUDIT_DIFFERS,
        /** Long after all faults were over, the system was not what it is without them. */
        NEVER_READY_AGAIN,
        /** A node answered that belongs to another cluster than the one that owns the journal. */
        TWO_CLUSTERS
    }

    public static Violation of(Rule rule, String text, Operation... evidence) {
        return new Violation(rule, text, List.of(evidence));
    }

    public String report(long zero) {
        return rule + ": " + text
                + evidence.stream()
                        .map(operation -> "\n    " + operation.line(zero))
                        .collect(Collectors.joining());
    }
}
