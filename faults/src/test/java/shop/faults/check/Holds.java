package shop.faults.check;

import static java.util.Comparator.comparingLong;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The times during which something was certainly true of an entity: from the end of the first answer that says so to the beginning
 * of the last, where the answers are of revisions that follow each other and all say so.
 */
final class Holds {
    /** @param first the answer whose end is the beginning */
    record Hold(Operation first, Operation last) {
        long from() {
            return first.end();
        }

        long until() {
            return last.begin();
        }
    }

    private Holds() {}

    static List<Hold> of(List<Operation> operations, Predicate<State> condition) {
        var answers = operations.stream()
                .filter(Operation::ok)
                .filter(operation -> operation.seen().orElseThrow().revision() > 0)
                .sorted(comparingLong(
                        operation -> operation.seen().orElseThrow().revision()))
                .toList();
        var holds = new ArrayList<Hold>();
        Operation first = null;
        Operation last = null;
        long revision = 0;
        for (var answer : answers) {
            var state = answer.seen().orElseThrow();
            var continues = first != null && state.revision() <= revision + 1 && condition.test(state);
            if (!continues) {
                add(holds, first, last);
                first = condition.test(state) ? answer : null;
                last = first;
            } else {
                first = answer.end() < first.end() ? answer : first;
                last = answer.begin() > last.begin() ? answer : last;
            }
            revision = state.revision();
        }
        add(holds, first, last);
        return holds;
    }

    private static void add(List<Hold> holds, Operation first, Operation last) {
        if (first != null && first.end() < last.begin()) {
            holds.add(new Hold(first, last));
        }
    }
}
