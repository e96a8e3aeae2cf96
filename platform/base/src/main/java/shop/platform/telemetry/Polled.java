package shop.platform.telemetry;

import akka.actor.typed.ActorSystem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A figure that is asked for now and then, because the answer costs a query. What could not be asked is not known: an old answer
 * that looks like a good one would be worse than none. Thread-safe.
 */
public final class Polled<T> {
    private final ActorSystem<?> system;
    private final Duration interval;
    private final Supplier<? extends CompletionStage<T>> question;
    private volatile T last; // null while not known

    private Polled(ActorSystem<?> system, Duration interval, Supplier<? extends CompletionStage<T>> question) {
        this.system = system;
        this.interval = interval;
        this.question = question;
    }

    static <T> Polled<T> start(
            ActorSystem<?> system, Duration interval, Supplier<? extends CompletionStage<T>> question) {
        var polled = new Polled<T>(system, interval, question);
        polled.ask();
        return polled;
    }

    /** Returns the last answer. */
    public Optional<T> last() {
        return Optional.ofNullable(last);
    }

    /** Does something with the last answer if there is one. */
    public void ifKnown(Consumer<? super T> use) {
        last().ifPresent(use);
    }

    private void ask() {
        CompletionStage<T> answer;
        try {
            answer = question.get();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        answer.whenComplete((value, failure) -> {
            last = failure == null ? value : null;
            askLater();
        });
    }

    private void askLater() {
        try {
            system.scheduler().scheduleOnce(interval, this::ask, system.executionContext());
        } catch (RuntimeException e) {
            last = null; // the actor system is stopping
        }
    }
}
