package shop.platform.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import akka.pattern.CircuitBreakerOpenException;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shop.platform.call.ApiException;
import shop.platform.call.Deadline;

class GuardFallbackTest extends GuardFixture {
    private final List<Throwable> fallbackReasons = new ArrayList<>();

    @Test
    void fallsBackWhenTheServiceFails() {
        Throwable failure = Status.UNAVAILABLE.asRuntimeException();

        assertThat(strict.callOrElse(LONG, failing(failure), fallback())).isCompletedWithValue("replica");

        assertThat(fallbackReasons).containsExactly(failure);
        assertThat(strict.counters().fallbacks()).isEqualTo(1);
        assertThat(strict.counters().calls(CallOutcome.FAILED)).isEqualTo(1);
    }

    @Test
    void fallsBackWhenTheCallIsRefused() {
        strict.call(LONG, limit -> new CompletableFuture<>());
        strict.call(LONG, limit -> new CompletableFuture<>());
        assertThat(strict.callOrElse(LONG, mustNotBeCalled(), fallback())).isCompletedWithValue("replica");
        time.pass(TIMEOUT);
        openBreaker(strict);
        assertThat(strict.callOrElse(LONG, mustNotBeCalled(), fallback())).isCompletedWithValue("replica");
        Deadline soon = time.in(Duration.ofSeconds(60));
        Guard hurried = new Guard(
                new GuardSettings(
                        "users",
                        TIMEOUT,
                        Duration.ofSeconds(90),
                        strict.settings.bulkhead(),
                        strict.settings.breaker()),
                strict.runtime,
                FailureRule.BY_STATUS);
        assertThat(hurried.callOrElse(soon, mustNotBeCalled(), fallback())).isCompletedWithValue("replica");

        assertThat(fallbackReasons)
                .hasExactlyElementsOfTypes(
                        ApiException.class, CircuitBreakerOpenException.class, CallTimeoutException.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"NOT_FOUND", "INVALID_ARGUMENT", "FAILED_PRECONDITION", "CANCELLED"})
    void doesNotFallBackOnWhatTheServiceSaysAboutTheRequest(Status.Code code) {
        Throwable refusal = code.toStatus().asRuntimeException();

        assertThat(failureOf(strict.callOrElse(LONG, failing(refusal), fallback())))
                .isSameAs(refusal);

        assertThat(fallbackReasons).isEmpty();
    }

    @Test
    void doesNotFallBackForACallerWhoHasStoppedWaiting() {
        assertThat(failureOf(strict.callOrElse(Deadline.after(Duration.ZERO), mustNotBeCalled(), fallback())))
                .isInstanceOf(CallTimeoutException.class);

        assertThat(fallbackReasons).isEmpty();
    }

    @Test
    void failsWithWhatTheFallbackFailsWith() {
        RuntimeException failure = new IllegalStateException("no replica");

        assertThat(failureOf(strict.callOrElse(LONG, failing(Status.UNAVAILABLE.asRuntimeException()), reason -> {
                    throw failure;
                })))
                .isSameAs(failure);
        assertThat(failureOf(strict.callOrElse(
                        LONG,
                        failing(Status.UNAVAILABLE.asRuntimeException()),
                        reason ->
                                CompletableFuture.<String>failedFuture(failure).thenApply(x -> x))))
                .isSameAs(failure);
    }

    @Test
    void freesThePlaceWhenACallWithAFallbackIsCancelled() {
        CompletionStage<String> answer = strict.callOrElse(LONG, limit -> new CompletableFuture<>(), fallback());

        answer.toCompletableFuture().cancel(true);

        assertAllGivenBack(strict);
        assertThat(fallbackReasons).isEmpty();
    }

    private Function<Throwable, CompletionStage<String>> fallback() {
        return reason -> {
            fallbackReasons.add(reason);
            return CompletableFuture.completedFuture("replica");
        };
    }
}
