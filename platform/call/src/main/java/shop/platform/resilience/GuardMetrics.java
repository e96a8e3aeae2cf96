package shop.platform.resilience;

import static shop.platform.telemetry.Telemetry.attributes;

import io.opentelemetry.api.common.Attributes;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import shop.platform.telemetry.Metric;
import shop.platform.telemetry.Telemetry;

/** Exports a guard's counters; this costs nothing per call. */
final class GuardMetrics {

    private static final List<CallOutcome> MADE =
            List.of(CallOutcome.SUCCEEDED, CallOutcome.FAILED, CallOutcome.CANCELLED);
    private static final Map<CallOutcome, String> REFUSED = Map.of(
            CallOutcome.REFUSED_BY_DEADLINE, "deadline",
            CallOutcome.REFUSED_BY_BULKHEAD, "bulkhead",
            CallOutcome.REFUSED_BY_BREAKER, "breaker");

    private GuardMetrics() {}

    static void register(Telemetry telemetry, Guard guard) {
        String target = guard.target();
        Attributes self = attributes("target", target);
        GuardCounters counters = guard.counters();

        Map<BreakerState, Attributes> states =
                labels(BreakerState.class, state -> attributes("target", target, "state", state.label()));
        telemetry.gauge(Metric.BREAKER_STATE, gauge -> {
            BreakerState now = guard.state();
            states.forEach((state, labels) -> gauge.record(state == now ? 1 : 0, labels));
        });
        telemetry.counter(
                Metric.BREAKER_TRANSITIONS,
                counter -> states.forEach((state, labels) -> counter.record(counters.changes(state), labels)));

        Map<CallOutcome, Attributes> outcomes = labels(
                CallOutcome.class,
                outcome -> REFUSED.containsKey(outcome)
                        ? attributes("target", target, "reason", REFUSED.get(outcome))
                        : attributes("target", target, "outcome", outcome.label()));
        telemetry.counter(
                Metric.GUARD_CALLS,
                counter -> MADE.forEach(outcome -> counter.record(counters.calls(outcome), outcomes.get(outcome))));
        telemetry.counter(
                Metric.GUARD_REJECTIONS,
                counter -> REFUSED.keySet()
                        .forEach(outcome -> counter.record(counters.calls(outcome), outcomes.get(outcome))));
        telemetry.counter(Metric.GUARD_FALLBACKS, counter -> counter.record(counters.fallbacks(), self));

        telemetry.gauge(Metric.BULKHEAD_IN_USE, gauge -> gauge.record(guard.max() - guard.available(), self));
        telemetry.gauge(Metric.BULKHEAD_MAX, gauge -> gauge.record(guard.max(), self));
        telemetry.gauge(Metric.BULKHEAD_QUEUED, gauge -> gauge.record(guard.queued(), self));
    }

    private static <E extends Enum<E>> Map<E, Attributes> labels(Class<E> type, Function<E, Attributes> labels) {
        var all = new EnumMap<E, Attributes>(type);
        for (E constant : type.getEnumConstants()) {
            all.put(constant, labels.apply(constant));
        }
        return all;
    }
}
