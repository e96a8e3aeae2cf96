package shop.bench.guard;

import akka.actor.ActorSystem;
import com.typesafe.config.ConfigFactory;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import shop.platform.call.Deadline;
import shop.platform.resilience.FailureRule;
import shop.platform.resilience.Guard;
import shop.platform.resilience.GuardRuntime;
import shop.platform.resilience.GuardSettings;

/**
 * One call that succeeds at once, under the same rule and the same bound, all on the caller's thread: bare, through the
 * guard, through Resilience4j's circuit breaker and bulkhead, and through these and its time limiter, since the guard's
 * deadline is part of it and cannot be left out. {@code -prof gc} shows bytes a call; {@code -t 2} callers that compete.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class GuardBenchmark {

    private static final String ANSWER = "Ann";

    private final Supplier<CompletionStage<String>> service = () -> CompletableFuture.completedFuture(ANSWER);
    private Deadline deadline;
    private ActorSystem system;
    private Guard guard;
    private CircuitBreaker breaker;
    private Bulkhead bulkhead;
    private TimeLimiter limiter;
    private ScheduledExecutorService scheduler;

    /** Both sides with the defaults of the guard. */
    @Setup(Level.Trial)
    public void start() {
        deadline = Deadline.after(Duration.ofDays(1));
        system = ActorSystem.create(
                "bench",
                ConfigFactory.parseString("""
                akka { loglevel = OFF, stdout-loglevel = OFF, actor.provider = local }
                shop.resilience.users = ${shop.resilience.default}
                """)
                        .withFallback(ConfigFactory.load())
                        .resolve());
        GuardSettings settings = GuardSettings.of(system.settings().config(), "users");
        guard = new Guard(
                settings,
                new GuardRuntime(Runnable::run, system.dispatcher(), system.scheduler(), System::nanoTime),
                FailureRule.BY_STATUS);

        breaker = CircuitBreaker.of(
                "users",
                CircuitBreakerConfig.custom()
                        .slidingWindowType(SlidingWindowType.TIME_BASED)
                        .slidingWindowSize(
                                Math.toIntExact(settings.breaker().interval().toSeconds()))
                        .minimumNumberOfCalls(settings.breaker().minRequests())
                        .failureRateThreshold((float) (100 * settings.breaker().failureRatio()))
                        .waitDurationInOpenState(settings.breaker().open())
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build());
        bulkhead = Bulkhead.of(
                "users",
                BulkheadConfig.custom()
                        .maxConcurrentCalls(settings.bulkhead().maxConcurrent())
                        .maxWaitDuration(settings.bulkhead().maxWait())
                        .build());
        limiter = TimeLimiter.of(settings.timeout());
        scheduler = Executors.newSingleThreadScheduledExecutor();
    }

    @TearDown(Level.Trial)
    public void stop() {
        system.terminate();
        scheduler.shutdownNow();
    }

    @Benchmark
    public CompletionStage<String> bare() {
        return service.get();
    }

    @Benchmark
    public CompletionStage<String> guard() {
        return guard.call(deadline, limit -> service.get());
    }

    @Benchmark
    public CompletionStage<String> resilience4j() {
        return Bulkhead.decorateCompletionStage(bulkhead, CircuitBreaker.decorateCompletionStage(breaker, service))
                .get();
    }

    @Benchmark
    public CompletionStage<String> resilience4jWithTimeLimiter() {
        return Bulkhead.decorateCompletionStage(
                        bulkhead,
                        CircuitBreaker.decorateCompletionStage(
                                breaker, () -> limiter.executeCompletionStage(scheduler, service)))
                .get();
    }
}
