package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status.Code;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.devstack.Devstack;

@ExtendWith(SharedSystem.class)
@Tag("consul")
class DatabaseCrashIT {
    @Test
    void afterACrashOfPostgresTheServiceRecoversByItselfAndNothingAcknowledgedIsLostOrDoubled(
            Devstack stack, ClusterState state) {
        var before = state.members(stack.node("user-service", 0));

        try (var client = new DiscoveringClient(state, Duration.ofSeconds(10));
                var load = UserLoad.start(client)) {
            stack.postgres().kill();
            await().atMost(ClusterState.BOUND)
                    .until(() -> !load.ledger().failures().isEmpty());
            stack.postgres().launch();
            stack.postgres().awaitReady(Devstack.DEFAULT_READY_BOUND);
            load.awaitProgress();

            var ledger = load.stop();
            assertThat(ledger.failures())
                    .allSatisfy(failure -> assertThat(failure.code()).isIn(Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED));
            state.awaitWhole();
            ledger.assertReadable(client);
            ledger.assertListed(client, load.name());
        }
        assertThat(state.members(stack.node("user-service", 0))).isEqualTo(before);
    }
}
