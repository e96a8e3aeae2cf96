package shop.platform.cluster;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Asks an entity and waits for its reply without blocking. */
public final class EntityCall {
    private EntityCall() {}

    /**
     * As {@link EntityRef#ask}, except that what follows on the reply runs where the reply arrives. The stage that Akka
     * gives starts a task in the common pool for every step that follows on it, which costs more than most steps do.
     * So what follows must not block.
     *
     * @param timeout after which the stage fails with a {@link java.util.concurrent.TimeoutException}
     */
    public static <M, R> CompletionStage<R> ask(
            EntityRef<M> entity, Function<ActorRef<R>, M> message, Duration timeout) {
        return entity.<R>ask(message::apply, timeout).thenApplyAsync(Function.identity(), Runnable::run);
    }
}
