package shop.faults.check;

import java.util.List;
import java.util.Optional;

/**
 * A request of a caller, with all calls that were made for it: one that gets no answer is made again with the same request id.
 *
 * @param number of this operation in its history
 * @param entity empty when it was never told
 * @param node that was called last
 * @param begin of the first call, in nanoseconds of one monotonic clock
 * @param end of the last call
 * @param seen what an OK said; of a refusal what it said of the entity, as far as it did
 * @param label that the request asks for; empty: none
 * @param repeats the number of the acknowledged operation of which this is the same request once more; 0: none
 */
public record Operation(
        long number,
        Kind kind,
        String entity,
        String node,
        long begin,
        long end,
        Outcome outcome,
        Optional<State> seen,
        String refusal,
        String label,
        long repeats,
        List<Call> calls) {

    /**
     * One call.
     *
     * @param id by which the audit knows it
     */
    public record Call(String id, String node, boolean acknowledged) {}

    boolean ok() {
        return outcome == Outcome.OK;
    }

    String line(long zero) {
        var what = ok()
                ? seen.map(State::toString).orElse("")
                : refusal + seen.map(state -> " " + state).orElse("");
        return "%9.3f to %9.3f s  #%d %s %s via %s%s: %s %s"
                .formatted(
                        (begin - zero) / 1e9,
                        (end - zero) / 1e9,
                        number,
                        kind,
                        entity,
                        node,
                        label.isEmpty() ? "" : " label " + label,
                        outcome,
                        what);
    }
}
