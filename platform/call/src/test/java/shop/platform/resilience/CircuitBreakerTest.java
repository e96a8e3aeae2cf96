package shop.platform.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import akka.pattern.CircuitBreakerOpenException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import shop.platform.resilience.CircuitBreaker.Permission;

class CircuitBreakerTest {

    private static final Duration LEASE = Duration.ofSeconds(4);

    private final ManualTime time = new ManualTime();
    private final List<BreakerState> told = new ArrayList<>();
    private Consumer<BreakerState> reaction = state -> {};
    private final GuardListener listener = new GuardListener() {
        @Override
        public void stateChanged(String target, BreakerState from, BreakerState to) {
            told.add(to);
            reaction.accept(to);
        }
    };
    private final CircuitBreaker breaker = breaker(Duration.ofSeconds(30));

    private CircuitBreaker breaker(Duration maxOpen) {
        BreakerSettings settings =
                new BreakerSettings(3, 0.6, Duration.ofSeconds(60), 20, Duration.ofSeconds(30), maxOpen, LEASE);
        return new CircuitBreaker("users", settings, time.scheduler(), Runnable::run, time::nanos, listener);
    }

    @Test
    void opensAtTheThirdFailureInARow() {
        fail(breaker, 2);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);

        fail(breaker, 1);

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void opensWhenSixtyPercentOfTheCallsHaveFailedThoughNeverTwoInARow() {
        succeed(breaker, 1);
        fail(breaker, 1);
        succeed(breaker, 1);
        fail(breaker, 1);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);

        fail(breaker, 1);

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void staysClosedWhileFewerThanSixtyPercentFail() {
        succeed(breaker, 1);
        for (int i = 0; i < 100; i++) {
            succeed(breaker, 1);
            fail(breaker, 1);
        }

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void judgesAnyStretchOfTheIntervalNotOnlyThoseBetweenItsMultiples() {
        time.pass(Duration.ofSeconds(59));
        fail(breaker, 2);
        time.pass(Duration.ofSeconds(2));

        fail(breaker, 1);

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void forgetsFailuresThatAreOlderThanTheInterval() {
        fail(breaker, 2);
        time.pass(Duration.ofSeconds(60));

        fail(breaker, 1);

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void countsNoWithdrawnCalls() {
        fail(breaker, 2);
        for (int i = 0; i < 10; i++) {
            breaker.acquire().withdrawn();
        }
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);

        fail(breaker, 1);

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void refusesWhileOpenAndSaysForHowLong() {
        fail(breaker, 3);

        CircuitBreakerOpenException refusal = catchThrowableOfType(CircuitBreakerOpenException.class, breaker::acquire);

        assertThat(refusal.remainingDuration().toSeconds()).isBetween(1L, 30L);
        time.pass(Duration.ofSeconds(29));
        assertThatThrownBy(breaker::acquire).isInstanceOf(CircuitBreakerOpenException.class);
    }

    @Test
    void letsOneTrialCallThroughWhenTheOpenPeriodIsOver() {
        fail(breaker, 3);
        time.pass(Duration.ofSeconds(30));
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);

        Permission trial = breaker.acquire();

        assertThatThrownBy(breaker::acquire).isInstanceOf(CircuitBreakerOpenException.class);
        trial.succeeded(time.nanos());
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void beginsWithAnEmptyWindowWhenItCloses() {
        fail(breaker, 3);
        time.pass(Duration.ofSeconds(30));
        succeed(breaker, 1);

        fail(breaker, 2);

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        fail(breaker, 1);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void opensAgainWhenTheTrialFails() {
        fail(breaker, 3);
        time.pass(Duration.ofSeconds(30));

        fail(breaker, 1);

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        time.pass(Duration.ofSeconds(30));
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
    }

    @Test
    void staysOpenTwiceAsLongAfterEachFailedTrialUntilOneSucceeds() {
        CircuitBreaker patient = breaker(Duration.ofSeconds(100));
        fail(patient, 3);
        time.pass(Duration.ofSeconds(30));
        fail(patient, 1);

        time.pass(Duration.ofSeconds(59));
        assertThat(patient.state()).isEqualTo(BreakerState.OPEN);
        time.pass(Duration.ofSeconds(1));
        assertThat(patient.state()).isEqualTo(BreakerState.HALF_OPEN);

        succeed(patient, 1);
        fail(patient, 3);
        time.pass(Duration.ofSeconds(30));
        assertThat(patient.state()).isEqualTo(BreakerState.HALF_OPEN);
    }

    @Test
    void givesThePlaceOfAWithdrawnTrialToTheNextCall() {
        fail(breaker, 3);
        time.pass(Duration.ofSeconds(30));
        breaker.acquire().withdrawn();
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);

        succeed(breaker, 1);

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void isNotStuckHalfOpenWhenATrialNeverEnds() {
        fail(breaker, 3);
        time.pass(Duration.ofSeconds(30));
        Permission lost = breaker.acquire();
        time.pass(LEASE.minusMillis(10));
        assertThatThrownBy(breaker::acquire).isInstanceOf(CircuitBreakerOpenException.class);
        time.pass(Duration.ofMillis(10));

        Permission next = breaker.acquire();

        assertThatThrownBy(breaker::acquire).isInstanceOf(CircuitBreakerOpenException.class);
        lost.failed(time.nanos());
        lost.withdrawn();
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
        assertThatThrownBy(breaker::acquire).isInstanceOf(CircuitBreakerOpenException.class);
        next.succeeded(time.nanos());
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void takesTheEndOfATrialOnce() {
        fail(breaker, 3);
        time.pass(Duration.ofSeconds(30));
        Permission trial = breaker.acquire();
        trial.succeeded(time.nanos());

        trial.failed(time.nanos());
        trial.failed(time.nanos());
        trial.withdrawn();

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        fail(breaker, 2);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void dropsFailuresOfCallsThatBeganBeforeItOpened() {
        List<Permission> old = List.of(breaker.acquire(), breaker.acquire(), breaker.acquire(), breaker.acquire());
        fail(breaker, 3);
        old.get(0).failed(time.nanos());
        time.pass(Duration.ofSeconds(30));
        old.get(1).failed(time.nanos());
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
        succeed(breaker, 1);

        old.get(2).failed(time.nanos());
        old.get(3).failed(time.nanos());
        fail(breaker, 2);

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void dropsSuccessesOfCallsThatBeganBeforeItOpened() {
        Permission old = breaker.acquire();
        fail(breaker, 3);
        time.pass(Duration.ofSeconds(30));

        old.succeeded(time.nanos());

        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
    }

    @Test
    void dropsTheEndOfATrialOfAnEarlierHalfOpenPeriod() {
        fail(breaker, 3);
        time.pass(Duration.ofSeconds(30));
        Permission first = breaker.acquire();
        time.pass(LEASE);
        fail(breaker, 1);
        time.pass(Duration.ofSeconds(30));

        first.succeeded(time.nanos());

        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
    }

    @Test
    void tellsEveryChangeInOrder() {
        fail(breaker, 3);
        time.pass(Duration.ofSeconds(30));
        fail(breaker, 1);
        time.pass(Duration.ofSeconds(30));
        succeed(breaker, 1);

        assertThat(told)
                .containsExactly(
                        BreakerState.OPEN,
                        BreakerState.HALF_OPEN,
                        BreakerState.OPEN,
                        BreakerState.HALF_OPEN,
                        BreakerState.CLOSED);
    }

    @Test
    void letsAListenerUseTheBreakerAndChangeItsState() {
        reaction = state -> {
            if (state == BreakerState.HALF_OPEN) {
                succeed(breaker, 1);
            }
        };
        fail(breaker, 3);

        time.pass(Duration.ofSeconds(30));

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(told).containsExactly(BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.CLOSED);
    }

    @Test
    void holdsNoLockWhileAListenerRuns() {
        reaction = state -> {
            if (state == BreakerState.HALF_OPEN) {
                CompletableFuture.runAsync(() -> succeed(breaker, 1))
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join();
            }
        };
        fail(breaker, 3);

        time.pass(Duration.ofSeconds(30));

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    private void fail(CircuitBreaker breaker, int calls) {
        for (int i = 0; i < calls; i++) {
            breaker.acquire().failed(time.nanos());
        }
    }

    private void succeed(CircuitBreaker breaker, int calls) {
        for (int i = 0; i < calls; i++) {
            breaker.acquire().succeeded(time.nanos());
        }
    }
}
