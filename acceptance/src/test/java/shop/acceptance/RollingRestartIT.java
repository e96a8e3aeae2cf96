package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.devstack.Devstack;

@ExtendWith(SharedSystem.class)
@Tag("consul")
class RollingRestartIT {
    @Test
    void noCallFailsAndNothingAcknowledgedIsLostWhileEveryNodeIsReplacedInTurn(Devstack stack, ClusterState state) {
        try (var client = new DiscoveringClient(state, Duration.ofSeconds(30));
                var load = UserLoad.start(client)) {
            for (var node : stack.nodes("user-service")) {
                node.restart();
                state.awaitWhole();
                load.awaitProgress();
            }

            var ledger = load.stop();
            assertThat(ledger.failures())
                    .as("failed calls, %d users created", ledger.acknowledged().size())
                    .isEmpty();
            ledger.assertReadable(client);
            ledger.assertListed(client, load.name());
        }
    }
}
