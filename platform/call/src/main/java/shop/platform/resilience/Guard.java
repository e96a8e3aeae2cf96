package shop.platform.resilience;

import akka.actor.ClassicActorSystemProvider;
import akka.actor.typed.javadsl.Adapter;
import akka.pattern.CircuitBreakerOpenException;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import shop.platform.call.Deadline;
import shop.platform.telemetry.Telemetry;

/**
 * Stands around the calls to one service: the caller's deadline, then the bulkhead, then the circuit breaker, then the
 * call, on threads of its own; a fallback is outermost. Retries belong to the call, see {@link RetryPolicy}. One guard a
 * service that is called. Thread-safe; nothing here blocks.
 *
 * <p>A call that is refused fails with an exception that reaches the caller of an API in the right form by itself:
 * {@link CallTimeoutException} when too little is left of the deadline, {@code ApiException} RESOURCE_EXHAUSTED when the
 * bulkhead is full, {@link CircuitBreakerOpenException} when the circuit breaker is open.
 */
public final class Guard {

    final GuardSettings settings;
    final GuardRuntime runtime;
    final FailureRule rule;
    final Bulkhead bulkhead;
    final InFlight inFlight;
    final CircuitBreaker breaker;
    final Tracer tracer;
    private final GuardCounters counters = new GuardCounters();
    private final GuardListener listener;

    /**
     * A guard with everything given.
     *
     * @param rule says which exceptions speak against the service
     */
    public Guard(GuardSettings settings, GuardRuntime runtime, FailureRule rule, GuardListener... listeners) {
        this(settings, runtime, rule, TracerProvider.noop().get(""), listeners);
    }

    private Guard(
            GuardSettings settings, GuardRuntime runtime, FailureRule rule, Tracer tracer, GuardListener... listeners) {
        this.tracer = tracer;
        this.settings = settings;
        this.runtime = runtime;
        this.rule = rule;
        this.listener = new Listeners(
                Stream.concat(Stream.of(counters), Stream.of(listeners)).toList());
        this.inFlight = new InFlight(settings.bulkhead().maxConcurrent(), runtime);
        this.bulkhead = new Bulkhead(settings.target(), settings.bulkhead());
        this.breaker = new CircuitBreaker(
                settings.target(),
                settings.breaker(),
                runtime.scheduler(),
                runtime.timers(),
                runtime.ticker(),
                listener);
    }

    /**
     * The guard of the calls to {@code target}, as {@code shop.resilience.<target>} says; {@link Guards} shows it.
     *
     * @throws IllegalArgumentException when the configuration makes no sense
     */
    public static Guard create(ClassicActorSystemProvider system, String target) {
        Telemetry telemetry = Telemetry.get(Adapter.toTyped(system.classicSystem()));
        Guard guard = new Guard(
                GuardSettings.of(system.classicSystem().settings().config(), target),
                GuardRuntime.of(system, target),
                FailureRule.BY_STATUS,
                telemetry.tracer());
        Guards.get(system).add(guard);
        GuardMetrics.register(telemetry, guard);
        return guard;
    }

    /**
     * Makes a call, or refuses it; as part of the span that is current, if it is recorded. Cancelling the result as a future gives the call up and frees its place.
     *
     * @param deadline up to when the caller waits
     * @param call gets the time that it may take, and must observe it; the stage that it returns is the guard's, which
     *     cancels it when nobody waits for it any more
     */
    public <T> CompletionStage<T> call(Deadline deadline, Function<Deadline, ? extends CompletionStage<T>> call) {
        return begin(new GuardedCall<>(this, deadline, call, null));
    }

    /**
     * Makes a call, and has the fallback answer instead when the service cannot: when the call is refused or fails by the
     * rule. There is no fallback for what the service itself refuses, for cancelled calls, and for callers that have
     * stopped waiting.
     *
     * @param fallback gets what the call failed with; when it fails itself, that is the result
     */
    public <T> CompletionStage<T> callOrElse(
            Deadline deadline,
            Function<Deadline, ? extends CompletionStage<T>> call,
            Function<Throwable, ? extends CompletionStage<T>> fallback) {
        return begin(new GuardedCall<>(this, deadline, call, Objects.requireNonNull(fallback, "fallback")));
    }

    /** Name of the service that is called. */
    public String target() {
        return settings.target();
    }

    /** What the circuit breaker does with the next call. */
    public BreakerState state() {
        return breaker.state();
    }

    /** Calls that could begin now. */
    public int available() {
        return bulkhead.available();
    }

    /** Calls that there may be at the same time. */
    public int max() {
        return bulkhead.max();
    }

    /** Calls that wait for their turn. */
    public int queued() {
        return bulkhead.queued();
    }

    /** How calls ended, since the guard was created. */
    public GuardCounters counters() {
        return counters;
    }

    void ended(CallOutcome outcome, long elapsedNanos) {
        listener.callEnded(target(), outcome, elapsedNanos);
    }

    <T> CompletionStage<T> fallBack(Function<Throwable, ? extends CompletionStage<T>> fallback, Throwable reason) {
        listener.fallbackServed(target(), reason);
        try {
            return Objects.requireNonNull(fallback.apply(reason), "no stage was returned");
        } catch (Exception | LinkageError | AssertionError | StackOverflowError failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private static <T> CompletionStage<T> begin(GuardedCall<T> call) {
        call.begin();
        return call;
    }
}
