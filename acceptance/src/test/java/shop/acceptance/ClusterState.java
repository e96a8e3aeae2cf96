package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import shop.devstack.Devstack;
import shop.devstack.ServiceNode;

/** What Consul and the nodes themselves say of the cluster of one service. */
record ClusterState(Devstack stack, String service) {
    /** Far beyond what is needed: Consul's check, downing and a start of a JVM on a machine that is busy otherwise. */
    static final Duration BOUND = Duration.ofMinutes(3);

    /** One member as a node sees it; {@code uid} names its incarnation. */
    record Member(String node, String uid, String status) {}

    /** The ports of the instances that Consul would send a caller to. Only with Consul. */
    Set<Integer> passing() {
        var answer = JsonClient.ofPort(stack.consul().orElseThrow().port())
                .get("/v1/health/service/" + service + "?passing=true");
        return stream(answer.body())
                .map(instance -> instance.path("Service").path("Port").asInt())
                .collect(Collectors.toSet());
    }

    /** The members that {@code node} knows; one that it cannot reach has the status Unreachable. */
    Set<Member> members(ServiceNode node) {
        var answer = Access.of(stack).management(node).get("/cluster/members");
        var unreachable = stream(answer.body().path("unreachable"))
                .map(member -> member.path("node").asText())
                .collect(Collectors.toSet());
        return stream(answer.body().path("members"))
                .map(member -> member(member, unreachable))
                .collect(Collectors.toSet());
    }

    private static Member member(JsonNode member, Set<String> unreachable) {
        var node = member.path("node").asText();
        var status = unreachable.contains(node)
                ? "Unreachable"
                : member.path("status").asText();
        return new Member(node, member.path("nodeUid").asText(), status);
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** Waits until exactly these nodes are Up in each other's eyes and take traffic. */
    void awaitExactly(List<ServiceNode> nodes) {
        await().atMost(BOUND).ignoreExceptions().untilAsserted(() -> {
            for (var node : nodes) {
                assertThat(members(node))
                        .hasSize(nodes.size())
                        .extracting(Member::status)
                        .containsOnly("Up");
            }
            assertThat(nodes.stream().map(this::members).collect(Collectors.toSet()))
                    .hasSize(1);
            if (stack.consul().isPresent()) {
                assertThat(passing())
                        .isEqualTo(nodes.stream().map(ServiceNode::port).collect(Collectors.toSet()));
            }
        });
    }

    void awaitWhole() {
        awaitExactly(stack.nodes(service));
    }
}
