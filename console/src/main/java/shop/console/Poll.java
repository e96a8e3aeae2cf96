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

    /** For what moves before a person's eyes: with the feed's own interval, a change is seen within a second. */
    static final Duration BRISK = Duration.ofMillis(500);

    /** For lists: one answer that is late is no news, but an old one must not look like a new one for long. */
    static final Duration KEPT = Duration.ofSeconds(10);

    private final Supplier<CompletableFuture<T>> question;
    private final BooleanSupplier wanted;
    private final ScheduledExecutorService timer;
    private final Duration kept;
    private final Duration interval;
    private long answeredAt; // nanoTime; only the one question under way writes it
    private volatile Optional<T> last = Optional.empty();
    private volatile boolean tried;
    private volatile boolean ended;

    private Poll(
            Supplier<CompletableFuture<T>> question,
            BooleanSupplier wanted,
            ScheduledExecutorService timer,
            Duration kept,
            Duration interval) {
        this.kept = kept;
        this.interval = interval;
        this.question = question;
        this.wanted = wanted;
        this.timer = timer;
    }

    /** A question without an answer leaves nothing known. */
    static <T> Poll<T> start(
            Supplier<CompletableFuture<T>> question, BooleanSupplier wanted, ScheduledExecutorService timer) {
        return start(question, wanted, timer, Duration.ZERO, INTERVAL);
    }

    /**
     * @param kept how long an answer is good while no other comes
     * @param interval between an answer and the next question
     */
    static <T> Poll<T> start(
            Supplier<CompletableFuture<T>> question,
            BooleanSupplier wanted,
            ScheduledExecutorService timer,
            Duration kept,
            Duration interval) {
        var poll = new Poll<>(question, wanted, timer, kept, interval);
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
            timer.schedule(this::ask, interval.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            ended = true; // the console stops
        }
    }
}
