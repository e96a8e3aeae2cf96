package shop.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * What the page shows, at one moment. Numbers that are not known are absent.
 *
 * @param canMakeTrouble whether there is a devstack that does what the page asks for
 * @param discovery {@code consul}, {@code silent} when it does not answer, {@code none}
 * @param management false when nobody lets the console ask it
 * @param scheme of the nodes' API, {@code http://} or {@code https://}
 * @param infrastructure what the services stand on, where the devstack runs it
 * @param orders the newest, as ListOrders gives them, and those PENDING; absent when nobody answers
 * @param users as ListUsers gives them; absent when nobody answers
 * @param traces the newest; absent when nobody keeps any
 * @param audit the newest entries; absent when nobody shows any
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record State(
        boolean canMakeTrouble,
        String discovery,
        boolean management,
        String scheme,
        List<Part> infrastructure,
        List<Service> services,
        JsonNode orders,
        JsonNode users,
        List<Trace> traces,
        JsonNode audit) {

    /** @param pending orders, where they are counted */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Service(
            String name,
            List<Instance> instances,
            List<Guard> guards,
            List<Projection> projections,
            List<Consumer> consumers,
            Pending pending) {}

    /**
     * @param part what the devstack says of its process; absent without a devstack
     * @param discovery what Consul says of it: passing, warning, critical, maintenance; {@code absent} when nothing
     * @param health serving, not-serving, silent, or unknown before it was asked
     * @param member its status in its cluster by its own word; empty when it does not say
     * @param unreachable whether another node of the cluster cannot reach it
     * @param measures absent without metrics
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Instance(
            String name,
            String address,
            String version,
            Part part,
            String discovery,
            String health,
            String member,
            boolean leader,
            boolean oldest,
            boolean unreachable,
            Map<String, NodeWatch.Shards> shards,
            Measures measures) {}

    /**
     * @param calls served a second
     * @param errors of them, by the node's own fault
     * @param outgoing calls to other services a second
     * @param heap bytes
     * @param cpu part of the machine's processors, 0 to 1
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Measures(Double calls, Double errors, Double outgoing, Double heap, Double cpu) {}

    /** @param state of the circuit breaker: CLOSED, OPEN or HALF_OPEN */
    record Guard(String instance, String target, String state, int available, int max) {}

    /**
     * @param events not handled yet
     * @param seconds age of the oldest of them
     */
    record Projection(String name, double events, double seconds) {}

    /** @param records of the topic that have not been consumed */
    record Consumer(String topic, double records) {}

    /** @param oldestSeconds age of the oldest of them */
    record Pending(double count, double oldestSeconds) {}
}
