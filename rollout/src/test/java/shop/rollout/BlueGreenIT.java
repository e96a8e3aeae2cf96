package shop.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.devstack.ConsulAgent;

class BlueGreenIT {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration HOLD = Duration.ofMinutes(10);

    private static ConsulAgent agent;
    private static int tests;

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private Registered users;
    private BlueGreen blueGreen;

    @BeforeAll
    static void start() {
        assumeTrue(ConsulAgent.available(), "no Consul binary on this machine");
        agent = ConsulAgent.start();
    }

    @AfterAll
    static void stop() {
        if (agent != null) {
            agent.close();
        }
    }

    @BeforeEach
    void twoColours() {
        users = new Registered(agent, "users-" + tests++);
        users.instance(id("blue-1"), "1", "passing");
        users.instance(id("blue-2"), "1", "passing");
        users.standby(id("green-1"), "2");
        users.standby(id("green-2"), "2");
        blueGreen = new BlueGreen(users.consul(), users.service(), now::get, line -> {});
    }

    private String id(String name) {
        return users.service() + "-" + name;
    }

    private List<String> live() {
        return users.consul().instances(users.service()).stream()
                .filter(Instance::live)
                .map(Instance::version)
                .distinct()
                .toList();
    }

    @Test
    void aSwitchGivesAllTrafficToOneVersionAndBackAgain() {
        assertThat(live()).containsExactly("1");

        blueGreen.switchTo("2");
        assertThat(live()).containsExactly("2");

        blueGreen.switchBack();
        assertThat(live()).containsExactly("1");
    }

    @Test
    void aVersionThatIsNotAllHealthyOrNotThereGetsNoTraffic() {
        users.instance(id("green-3"), "2", "warning");

        assertThatThrownBy(() -> blueGreen.switchTo("2"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(id("green-3"));
        assertThatThrownBy(() -> blueGreen.switchTo("3")).isInstanceOf(Refusal.class);
        assertThat(live()).containsExactly("1");
    }

    @Test
    void aVersionIsHeldForAWhileAfterItsTrafficWentAndNeverEndedWhileItHasSome() {
        assertThatThrownBy(() -> blueGreen.remainingHold("1", HOLD)).isInstanceOf(Refusal.class);

        blueGreen.switchTo("2");
        now.set(NOON.plus(Duration.ofMinutes(4)));
        assertThat(blueGreen.remainingHold("1", HOLD)).isEqualTo(Duration.ofMinutes(6));

        now.set(NOON.plus(HOLD));
        assertThat(blueGreen.remainingHold("1", HOLD)).isZero();
    }

    @Test
    void aRepeatedSwitchDoesNotBeginTheHoldAnew() {
        blueGreen.switchTo("2");
        now.set(NOON.plus(Duration.ofMinutes(9)));

        blueGreen.switchTo("2");

        assertThat(blueGreen.remainingHold("1", HOLD)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void backNeedsExactlyOneVersionThatStandsBy() {
        users.standby(id("red-1"), "3");

        assertThatThrownBy(() -> blueGreen.switchBack())
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("[2, 3]");
    }
}
