package shop.platform.resilience;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Counters since the creation of the guard; nothing resets them, not even a change of the breaker's state. Thread-safe.
 */
public final class GuardCounters implements GuardListener {

    private final Map<CallOutcome, LongAdder> calls = zeros(CallOutcome.class);
    private final Map<BreakerState, LongAdder> changes = zeros(BreakerState.class);
    private final LongAdder fallbacks = new LongAdder();

    /** Returns the number of calls with this outcome. */
    public long calls(CallOutcome outcome) {
        return calls.get(outcome).sum();
    }

    /** Returns how many times the circuit breaker changed to this state. */
    public long changes(BreakerState to) {
        return changes.get(to).sum();
    }

    /** Answers by fallback. */
    public long fallbacks() {
        return fallbacks.sum();
    }

    @Override
    public void stateChanged(String target, BreakerState from, BreakerState to) {
        changes.get(to).increment();
    }

    @Override
    public void callEnded(String target, CallOutcome outcome, long elapsedNanos) {
        calls.get(outcome).increment();
    }

    @Override
    public void fallbackServed(String target, Throwable reason) {
        fallbacks.increment();
    }

    private static <E extends Enum<E>> Map<E, LongAdder> zeros(Class<E> type) {
        return Stream.of(type.getEnumConstants())
                .collect(Collectors.toMap(
                        Function.identity(), key -> new LongAdder(), (a, b) -> a, () -> new EnumMap<>(type)));
    }
}
