package shop.faults.system;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for conditions, with a bound and a name for what did not come. */
public final class Waiting {
    private Waiting() {}

    public static void until(String what, Duration bound, BooleanSupplier condition) {
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .atMost(bound)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(200))
                    .until(condition::getAsBoolean);
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException(what + ": not ready after " + bound.toSeconds() + " s", e);
        }
    }
}
