package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.devstack.Devstack;

@ExtendWith(SharedSystem.class)
@Tag("consul")
class ConsulRestartIT {
    @Test
    void aConsulAgentThatForgotEverythingIsToldAgainAndNothingElseIsDisturbed(Devstack stack, ClusterState state) {
        var before = state.members(stack.node("user-service", 0));

        try (var client = new DiscoveringClient(state, Duration.ofSeconds(30));
                var load = UserLoad.start(client)) {
            stack.consul().orElseThrow().restart();
            state.awaitWhole();
            load.awaitProgress();

            assertThat(load.stop().failures()).isEmpty();
            load.ledger().assertReadable(client);
        }
        assertThat(state.members(stack.node("user-service", 0))).isEqualTo(before);
    }
}
