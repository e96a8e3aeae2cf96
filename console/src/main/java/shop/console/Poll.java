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
 * Asks the same question again and again, an interval after the answer came, while anybody wants to know. Safe for use by several
 * threads.
 */
final class Poll<T> {
    static final Duration INTERVAL = Duration.ofSeconds(1);

    /** For lists: one answer that is late is no news, but an old one must not look like a new one for long. */
    static final Duration KEPT = Duration.ofSeconds(10);

    private final Supplier<CompletableFuture<T>> question;
    private final BooleanSupplier wanted;
    private final ScheduledExecutorService timer;
    private final Duration kept;
    private long answeredAt; // nanoTime; only the one question under way writes it
    private volatile Optional<T> last = Optional.empty();
    private volatile boolean tried;
    private volatile boolean ended;

    private Poll(
            Supplier<CompletableFuture<T>> question,
            BooleanSupplier wanted,
            ScheduledExecutorService timer,
            Duration kept) {
        this.kept = kept;
        this.question = question;
        this.wanted = wanted;
        this.timer = timer;
    }

    /** A question without an answer leaves nothing known. */
    static <T> Poll<T> start(
            Supplier<CompletableFuture<T>> question, BooleanSupplier wanted, ScheduledExecutorService timer) {
        return start(question, wanted, timer, Duration.ZERO);
    }

    /** @param kept how long an answer is good while no other comes */
    static <T> Poll<T> start(
            Supplier<CompletableFuture<T>> question,
            BooleanSupplier wanted,
            ScheduledExecutorService timer,
            Duration kept) {
        var poll = new Poll<>(question, wanted, timer, kept);
        timer.execute(poll::ask);
        return poll;
    }

    /** Whether the first question is over, be it without an answer. */
    boolean isTried() {
        return tried;
    }

    /** What was answered last. */
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
            last = Optional.empty();
            tried = false;
            askLater();
            return;
        }
        question().whenComplete((answer, failure) -> {
            if (failure == null) {
                last = Optional.of(answer);
                answeredAt = System.nanoTime();
            } else if (System.nanoTime() - answeredAt > kept.toNanos()) {
                last = Optional.empty();
            }
            tried = true;
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
