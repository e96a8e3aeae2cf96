package shop.platform.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.RetryInfo;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import shop.platform.resilience.Bulkhead.Waiter;

class BulkheadTest {

    private final Bulkhead strict = new Bulkhead("users", new BulkheadSettings(2, Duration.ZERO, 10));
    private final Bulkhead patient = new Bulkhead("users", new BulkheadSettings(2, Duration.ofSeconds(1), 3));
    private final List<Integer> served = new ArrayList<>();

    @Test
    void givesOutAsManyPermitsAsItHas() {
        assertThat(strict.tryTake()).isTrue();
        assertThat(strict.tryTake()).isTrue();
        assertThat(strict.available()).isZero();
        assertThat(strict.max()).isEqualTo(2);

        assertThat(strict.tryTake()).isFalse();

        strict.release();
        assertThat(strict.available()).isEqualTo(1);
        assertThat(strict.tryTake()).isTrue();
    }

    @Test
    void letsNobodyWaitUnlessToldFor() {
        assertThat(strict.enqueue(waiter(1))).isFalse();
        assertThat(strict.queued()).isZero();
    }

    @Test
    void servesThoseWhoWaitInTheOrderOfArrival() {
        exhaust(patient);
        for (int i = 1; i <= 3; i++) {
            assertThat(patient.enqueue(waiter(i))).isTrue();
        }
        assertThat(patient.queued()).isEqualTo(3);

        patient.release();
        assertThat(served).containsExactly(1);
        patient.release();
        patient.release();

        assertThat(served).containsExactly(1, 2, 3);
        assertThat(patient.queued()).isZero();
        assertThat(patient.available()).isZero();
    }

    @Test
    void letsOnlySoManyWait() {
        exhaust(patient);
        for (int i = 1; i <= 3; i++) {
            patient.enqueue(waiter(i));
        }

        assertThat(patient.enqueue(waiter(4))).isFalse();
    }

    @Test
    void servesAtOnceWhoComesToTheQueueWhenAPermitHasJustBecomeFree() {
        assertThat(patient.enqueue(waiter(1))).isTrue();

        assertThat(served).containsExactly(1);
        assertThat(patient.available()).isEqualTo(1);
    }

    @Test
    void passesAPermitOnThatIsNotUsed() {
        exhaust(patient);
        patient.enqueue(() -> false);
        patient.enqueue(waiter(2));

        patient.release();

        assertThat(served).containsExactly(2);
        assertThat(patient.available()).isZero();
    }

    @Test
    void keepsThePermitWhenNobodyUsesIt() {
        exhaust(patient);
        patient.enqueue(() -> false);
        patient.enqueue(() -> false);

        patient.release();

        assertThat(patient.queued()).isZero();
        assertThat(patient.available()).isEqualTo(1);
    }

    @Test
    void forgetsWhoLeavesTheQueue() {
        exhaust(patient);
        Waiter leaver = waiter(1);
        patient.enqueue(leaver);
        patient.enqueue(waiter(2));

        patient.remove(leaver);
        assertThat(patient.queued()).isEqualTo(1);
        patient.release();

        assertThat(served).containsExactly(2);
    }

    @Test
    void refusesWithResourceExhaustedAndATimeToTryAgain() {
        assertThat(strict.refusal().code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(strict.refusal().details()).hasAtLeastOneElementOfType(RetryInfo.class);
    }

    private void exhaust(Bulkhead bulkhead) {
        while (bulkhead.tryTake()) {
            assertThat(bulkhead.available()).isNotNegative();
        }
    }

    private Waiter waiter(int number) {
        return () -> served.add(number);
    }
}
