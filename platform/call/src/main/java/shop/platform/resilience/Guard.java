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
 * Guards the calls to one service: checks the caller's deadline, then the bulkhead, then the circuit breaker, and then
 * makes the call on separate threads; a fallback is outermost. Retries belong to the call, see {@link RetryPolicy}.
 * There is one guard per called service. Thread-safe; nothing here blocks.
 *
 * <p>A rejected call fails with an exception that the API reports to its caller without further handling: {@link
 * CallTimeoutException} when the remaining deadline is too short, {@code ApiException} RESOURCE_EXHAUSTED when the
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
     * Creates a guard from all its parts.
     *
     * @param rule decides which exceptions count against the service
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
     * Creates the guard of the calls to {@code target} with the settings {@code shop.resilience.<target>}; {@link
     * Guards} shows it.
     *
     * @throws IllegalArgumentException when the configuration is invalid
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
     * Makes a call, or rejects it, as part of the current span if it is recorded. Cancelling the result as a future
     * cancels the call and frees its slot.
     *
     * @param deadline until when the caller waits
     * @param call gets its maximum time, and must respect it; the guard owns the returned stage, and cancels it when
     * nobody waits for it any more
     */
    public <T> CompletionStage<T> call(Deadline deadline, Function<Deadline, ? extends CompletionStage<T>> call) {
        return begin(new GuardedCall<>(this, deadline, call, null));
    }

    /**
     * Makes a call, and uses the fallback when the call is rejected by the guard or fails by the rule. There is no
     * fallback for rejections by the service itself, for cancelled calls, and for callers that have stopped waiting.
     *
     * @param fallback gets the failure of the call; if the fallback fails, its failure is the result
     */
    public <T> CompletionStage<T> callOrElse(
            Deadline deadline,
            Function<Deadline, ? extends CompletionStage<T>> call,
            Function<Throwable, ? extends CompletionStage<T>> fallback) {
        return begin(new GuardedCall<>(this, deadline, call, Objects.requireNonNull(fallback, "fallback")));
    }

    /** Returns the name of the called service. */
    public String target() {
        return settings.target();
    }

    /** Returns what the circuit breaker does with the next call. */
    public BreakerState state() {
        return breaker.state();
    }

    /** Returns how many calls could begin now. */
    public int available() {
        return bulkhead.available();
    }

    /** Returns the maximum number of calls in flight. */
    public int max() {
        return bulkhead.max();
    }

    /** Returns the number of waiting calls. */
    public int queued() {
        return bulkhead.queued();
    }

    /** Returns how calls ended since the guard was created. */
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
