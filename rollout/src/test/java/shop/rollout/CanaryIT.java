package shop.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.devstack.ConsulAgent;

class CanaryIT {
    private static final Sample STABLE = new Sample(5_000, 5);
    private static final Sample FINE = new Sample(2_000, 2);
    private static final Sample BROKEN = new Sample(2_000, 100);
    private static final Sample FEW = new Sample(10, 0);
    private static final CanaryPlan PLAN = new CanaryPlan(
            List.of(0.05, 0.5),
            new Comparison(0.01, 200),
            Duration.ZERO,
            Duration.ofMillis(100),
            Duration.ofSeconds(2));

    private static ConsulAgent agent;
    private static int tests;

    private final List<Integer> weights = new ArrayList<>();
    private Registered users;

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
    void oneStandsByBesideThree() {
        users = new Registered(agent, "canaries-" + tests++);
        for (int i = 1; i <= 3; i++) {
            users.instance(id("stable-" + i), "1", "passing");
        }
        users.standby(id("canary"), "2");
    }

    private String id(String name) {
        return users.service() + "-" + name;
    }

    private Canary canary(Sample failed, Sample slow) {
        return new Canary(
                users.consul(),
                users.service(),
                "2",
                window -> {
                    weights.add(users.find(id("canary")).weight());
                    return new Measurements.Calls(Map.of("1", STABLE, "2", failed), Map.of("1", STABLE, "2", slow));
                },
                PLAN,
                line -> {});
    }

    @Test
    void aGoodCanaryGetsMoreAtEachStepAndAnEvenShareInTheEnd() {
        assertThat(canary(FINE, FINE).lead()).isEqualTo(Verdict.GOOD);

        assertThat(weights).containsExactly(16, 300);
        assertThat(users.consul().instances(users.service())).allSatisfy(instance -> {
            assertThat(instance.live()).isTrue();
            assertThat(instance.weight()).isEqualTo(1);
        });
    }

    @Test
    void aCanaryThatFailsCallsLosesAllItsTraffic() {
        assertThat(canary(BROKEN, FINE).lead()).isEqualTo(Verdict.BAD);

        assertRolledBack();
    }

    @Test
    void aCanaryThatIsSlowLosesAllItsTraffic() {
        assertThat(canary(FINE, BROKEN).lead()).isEqualTo(Verdict.BAD);

        assertRolledBack();
    }

    private void assertRolledBack() {
        assertThat(weights).containsExactly(16);
        assertThat(users.find(id("canary")).live()).isFalse();
        assertThat(users.find(id("stable-1")).weight()).isEqualTo(1);
    }

    @Test
    void aCanaryOfWhichNothingCanBeToldKeepsItsShareForAPersonToDecide() {
        var canary = canary(FEW, FEW);

        assertThat(canary.lead()).isEqualTo(Verdict.UNDECIDED);

        assertThat(users.find(id("canary")).live()).isTrue();
        assertThat(users.find(id("canary")).weight()).isEqualTo(16);
        canary.promote();
        assertThat(users.find(id("canary")).weight()).isEqualTo(1);
    }

    @Test
    void aCanaryThatGoesAwayIsBad() {
        var canary = new Canary(
                users.consul(),
                users.service(),
                "2",
                window -> {
                    users.deregister(id("canary"));
                    throw new IllegalStateException("nothing measured");
                },
                PLAN,
                line -> {});

        assertThat(canary.lead()).isEqualTo(Verdict.BAD);

        assertThat(users.find(id("stable-1")).weight()).isEqualTo(1);
    }
}
