package shop.faults.check;

import java.util.List;

/**
 * What happened.
 *
 * @param zero from which the times are printed
 * @param overtaken which nodes may have been overtaken by others, and when
 */
public record History(List<Operation> operations, List<Overtaken> overtaken, long zero) {

    /** A node that others may have replaced without its knowledge. What it says meanwhile may be as old as the bound allows. */
    public record Overtaken(String node, long from, long until) {
        boolean concerns(Operation operation) {
            return operation.node().equals(node) && operation.begin() <= until && operation.end() >= from;
        }
    }

    boolean isOvertaken(Operation operation) {
        return overtaken.stream().anyMatch(one -> one.concerns(operation));
    }
}
