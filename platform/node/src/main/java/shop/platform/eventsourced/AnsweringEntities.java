package shop.platform.eventsourced;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import shop.platform.cluster.Entities;
import shop.platform.cluster.EntityPlace;
import shop.platform.cluster.RecentReads;
import shop.platform.cluster.ShardPeriods;
import shop.platform.entity.Request;

/**
 * All {@link AnsweringEntity entities} of one type: starts them on this node and asks them, wherever in the cluster they are.
 * A timeout fails its stage with a {@link java.util.concurrent.TimeoutException}. Thread-safe.
 *
 * @param <C> commands
 * @param <R> replies
 */
public final class AnsweringEntities<C, R> {
    private final EntityTypeKey<C> type;
    private final Class<C> commands;
    private final Entities entities;
    private final RecentReads<R> reads;

    public AnsweringEntities(ActorSystem<?> system, EntityTypeKey<C> type, Class<C> commands) {
        this.type = type;
        this.commands = commands;
        entities = new Entities(system);
        reads = new RecentReads<>(system);
    }

    /** Starts the entities on this node; before that, every question fails. To be called once. */
    public void start(Function<EntityPlace<R>, Behavior<C>> entity) {
        var shards = new ShardPeriods();
        entities.start(
                type,
                commands,
                (id, answeredAgain) -> Behaviors.setup(context -> entity.apply(
                        new EntityPlace<>(id, entities.restart(), answeredAgain, reads, shards.of(context)))));
    }

    /** Returns what the entity has answered lately on this node, or asks it. */
    public CompletionStage<R> read(String id, Function<ActorRef<R>, C> message, Duration timeout) {
        return reads.find(id)
                .<CompletionStage<R>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> ask(id, message, timeout));
    }

    /** Asks with a message whose copies may get different answers. */
    public CompletionStage<R> ask(String id, Function<ActorRef<R>, C> message, Duration timeout) {
        return entities.ask(type, id, message, timeout);
    }

    /** Asks with a request: whatever is answered to it stays true, even if a copy of the message arrives later. */
    public CompletionStage<R> ask(
            String id, Request request, BiFunction<Request, ActorRef<R>, C> message, Duration timeout) {
        return entities.askOnce(
                type, id, (binding, replyTo) -> message.apply(request.boundBy(binding), replyTo), timeout);
    }
}
