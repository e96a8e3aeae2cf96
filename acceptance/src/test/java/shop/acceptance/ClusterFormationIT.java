package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.acceptance.ClusterState.Member;
import shop.devstack.Devstack;
import shop.devstack.ServiceNode;

@ExtendWith(SharedSystem.class)
@Tag("consul")
class ClusterFormationIT {
    @Test
    void threeNodesFormOneClusterThroughConsulAndTakeTraffic(Devstack stack, ClusterState state) {
        var seenByFirst = state.members(stack.node("user-service", 0));

        assertThat(seenByFirst).hasSize(3).extracting(Member::status).containsOnly("Up");
        assertThat(stack.nodes("user-service"))
                .allSatisfy(node -> assertThat(state.members(node)).isEqualTo(seenByFirst));
        assertThat(state.passing())
                .containsExactlyInAnyOrderElementsOf(stack.nodes("user-service").stream()
                        .map(ServiceNode::port)
                        .toList());
    }
}
