package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.devstack.Devstack;

@ExtendWith(SharedSystem.class)
@Tag("consul")
class NodeCrashIT {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @Test
    void aKilledNodeIsFoundNoMoreAndItsEntitiesAnswerElsewhereUntilItIsBack(Devstack stack, ClusterState state) {
        try (var client = new DiscoveringClient(state, DEADLINE)) {
            Ledger ledger;
            try (var load = UserLoad.start(client)) {
                ledger = load.stop();
            }
            assertThat(ledger.failures()).isEmpty();
            var victim = stack.node("user-service", 2);

            victim.kill();
            state.awaitExactly(List.of(stack.node("user-service", 0), stack.node("user-service", 1)));
            ledger.assertReadable(client);

            victim.launch();
            state.awaitWhole();
            ledger.assertReadable(client);
        }
    }

    @Test
    void noAddressIsGivenTwiceAndNoAcknowledgedUserIsLostWhenANodeIsKilledAmidCompetingCreates(
            Devstack stack, ClusterState state) {
        try (var client = new DiscoveringClient(state, Duration.ofSeconds(5));
                var contest = Contest.start(client)) {
            var victim = stack.node("user-service", contest.random(3));

            victim.kill();
            contest.awaitProgress();
            victim.launch();
            state.awaitWhole();
            contest.awaitProgress();

            contest.stop();
            contest.assertOneWinnerAnAddress(client);
        }
    }
}
