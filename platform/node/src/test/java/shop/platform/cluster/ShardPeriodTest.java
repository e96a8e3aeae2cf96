package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import shop.platform.entity.Binding;

class ShardPeriodTest {
    private static final ActorTestKit TEST_KIT = ActorTestKit.create();

    private final ShardPeriod period = ShardPeriod.begun();
    private final TestProbe<Object> sender = TEST_KIT.createTestProbe();

    @AfterAll
    static void stop() {
        TEST_KIT.shutdownTestKit();
    }

    @Test
    void aCopyOfWhatWasAnsweredWithoutAnEventGetsTheSameAnswerAndIsNotDecidedAbout() {
        assertThat(admits(bound("call"))).isTrue();
        period.answered(bound("call"), "refused");

        assertThat(admits(bound("call"))).isFalse();
        sender.expectMessage("refused");
        assertThat(admits(bound("another call"))).isTrue();
        sender.expectNoMessage();
    }

    @Test
    void whatIsBoundToAnotherPeriodIsTurnedBackWithTheNameOfThisOne() {
        for (var other : new String[] {"", "other", ShardPeriod.begun().name()}) {
            assertThat(admits(Optional.of(new Binding("call", other)))).isFalse();
            sender.expectMessage(new Outdated(period.name()));
        }
    }

    @Test
    void whenThereIsTooMuchToRememberAnotherPeriodBeginsAndNothingFromBeforeIsDecidedAbout() {
        var early = bound("early");
        period.answered(early, "refused");
        for (var call = 0; call < ShardPeriod.REMEMBERED; call++) {
            period.answered(bound("call " + call), "refused");
        }

        assertThat(admits(early)).isFalse();
        sender.expectMessage(new Outdated(period.name()));
        assertThat(admits(bound("early"))).isTrue();
    }

    @Test
    void aMessageOfANodeThatBindsNoneIsLetIn() {
        period.answered(Optional.empty(), "refused");

        assertThat(admits(Optional.empty())).isTrue();
    }

    private boolean admits(Optional<Binding> binding) {
        return period.admits(binding, sender.ref());
    }

    private Optional<Binding> bound(String call) {
        return Optional.of(new Binding(call, period.name()));
    }
}
