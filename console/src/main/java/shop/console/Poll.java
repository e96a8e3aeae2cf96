package shop.console;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Asks the same question again and again, an interval after the answer came, while anybody wants to know. A question without an
 * answer leaves nothing known: an old answer must not look like a new one. Safe for use by several threads.
 */
final class Poll<T> {
    static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Supplier<CompletableFuture<T>> question;
    private final BooleanSupplier wanted;
    private final ScheduledExecutorService timer;
    private volatile Optional<T> last = Optional.empty();
    private volatile boolean ended;

    private Poll(Supplier<CompletableFuture<T>> question, BooleanSupplier wanted, ScheduledExecutorService timer) {
        this.question = question;
        this.wanted = wanted;
        this.timer = timer;
    }

    static <T> Poll<T> start(
            Supplier<CompletableFuture<T>> question, BooleanSupplier wanted, ScheduledExecutorService timer) {
        var poll = new Poll<>(question, wanted, timer);
        timer.execute(poll::ask);
        return poll;
    }

    /** What the last question was answered with. */
    Optional<T> last() {
        return last;
    }

    void end() {
        ended = true;
    }

    private void ask() {
        if (ended) {
            return;
        }
        if (!wanted.getAsBoolean()) {
            askLater();
            return;
        }
        question().whenComplete((answer, failure) -> {
            last = failure == null ? Optional.of(answer) : Optional.empty();
            askLater();
        });
    }

    private CompletableFuture<T> question() {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void askLater() {
        try {
            timer.schedule(this::ask, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            ended = true; // the console stops
        }
    }
}
