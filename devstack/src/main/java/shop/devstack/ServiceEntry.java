package shop.devstack;

import java.util.List;
import java.util.Map;

/**
 * One service of the {@link ServiceList}.
 *
 * @param name also of its folder, its image, its identity, and in discovery
 * @param main class of a node
 * @param api full name of the service of the contract
 * @param port of the API
 * @param managementPort of Akka Management
 * @param arteryPort of the cluster
 * @param database its own
 * @param migrations folder of the schema on the class path
 * @param entities types of its sharded entities
 * @param topics that it publishes
 * @param consumes topics of others
 * @param calls names of the services that it asks
 * @param roles of callers that its access rules know
 * @param programs classes for operators, by the name that {@code ./run} gives them
 */
public record ServiceEntry(
        String name,
        String main,
        String api,
        int port,
        int managementPort,
        int arteryPort,
        String database,
        String migrations,
        List<String> entities,
        List<String> topics,
        List<String> consumes,
        List<String> calls,
        List<String> roles,
        Map<String, String> programs) {

    /** Returns the name of its database on this machine, where one server may hold others' too. */
    public String localDatabase() {
        return "shop_" + database;
    }

    /** Returns the name of the database role of its nodes on this machine, which owns no tables. */
    String localRole() {
        return localDatabase() + "_node";
    }
}
