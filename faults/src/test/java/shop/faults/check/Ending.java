package shop.faults.check;

import java.util.List;
import java.util.Map;

/**
 * What stands in the places to which entities are carried, after all faults are healed and everything is at rest.
 *
 * @param listed by the list calls
 * @param published by entity, its events in the order in which they came first
 * @param replica what order-service knows of users
 * @param open orders on which order-service's workers may still act
 * @param audit the ids of the calls that have an entry, with repetitions
 */
public record Ending(
        Map<String, State> listed,
        Map<String, List<Event>> published,
        Map<String, State> replica,
        List<String> open,
        List<String> audit) {

    /** What was published. */
    public record Event(long revision, String kind) {}
}
