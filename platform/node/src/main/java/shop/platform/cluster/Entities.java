package shop.platform.cluster;

import akka.actor.Cancellable;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.BackoffSupervisorStrategy;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import io.opentelemetry.api.metrics.LongCounter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import shop.platform.entity.Binding;
import shop.platform.telemetry.Metric;
import shop.platform.telemetry.Telemetry;

/**
 * Starts entities on this node, and asks entities on any node. Akka Sharding drops messages to a shard that moves and
 * to a node that crashes; so a message is sent again until it is answered. An entity must answer a repeated message
 * exactly as the first time. Thread-safe.
 */
public final class Entities {
    /** Much longer than a usual answer, and several times shorter than the usual deadline. Doubled each time. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /** Asking takes a positive time. */
    private static final Duration EXPIRED = Duration.ofMillis(1);

    private static final double RESTART_JITTER = 0.2;

    private final ActorSystem<?> system;
    private final ClusterSharding sharding;
    private final BackoffSupervisorStrategy restart;
    private final LongCounter repeated;
    private final String callPrefix =
            Long.toHexString(ThreadLocalRandom.current().nextLong()) + '-';
    private final AtomicLong calls = new AtomicLong();
    private final KnownPeriods periods;

    public Entities(ActorSystem<?> system) {
        this.system = system;
        sharding = ClusterSharding.get(system);
        var backoff = system.settings().config().getConfig("shop.cluster.entity-restart");
        restart = SupervisorStrategy.restartWithBackoff(
                backoff.getDuration("min-backoff"), backoff.getDuration("max-backoff"), RESTART_JITTER);
        repeated = Telemetry.get(system).counter(Metric.ENTITY_ASKS_REPEATED);
        periods = new KnownPeriods(system.settings().config().getInt("akka.cluster.sharding.number-of-shards"));
    }

    /**
     * Starts the entities of a type on this node: counted, traced, and silent as soon as others may have taken them
     * over. Call it once per type.
     *
     * @param entity creates the entity of an id; it gets an action to run per repeated request
     */
    public <M> void start(EntityTypeKey<M> type, Class<M> commands, BiFunction<String, Runnable, Behavior<M>> entity) {
        var telemetry = EntityTelemetry.of(system, type, commands);
        var fenced = new FencedEntity<>(system, commands);
        sharding.init(Entity.of(
                type,
                context -> telemetry.around(
                        fenced.around(entity.apply(context.getEntityId(), telemetry::answeredAgain)))));
    }

    /**
     * Returns the strategy for a failed write of an event-sourced entity: it restarts from the journal, which alone
     * knows what was written, after the back-off of {@code shop.cluster.entity-restart}. For {@code
     * EventSourcedBehavior.onPersistFailure}.
     */
    public BackoffSupervisorStrategy restart() {
        return restart;
    }

    /**
     * Asks the entity of this type and id. Continuations of the stage run where the reply arrives, so they must not
     * block: Akka's own stage starts a task in the common pool for every continuation, which costs more than most of
     * them.
     *
     * @param timeout not negative, after which the stage fails with a {@link java.util.concurrent.TimeoutException}
     */
    public <M, R> CompletionStage<R> ask(
            EntityTypeKey<M> type, String id, Function<ActorRef<R>, M> message, Duration timeout) {
        var delivery = new Delivery<M>(sharding.entityRefFor(type, id));
        var positive = timeout.isZero() ? EXPIRED : timeout;
        var reply = delivery.entity.<R>ask(replyTo -> delivery.message = message.apply(replyTo), positive);
        return delivery.repeatUntil(reply).thenApplyAsync(Function.identity(), Runnable::run);
    }

    /**
     * As {@link #ask(EntityTypeKey, String, Function, Duration)}, if the answer may depend on what happens between two
     * copies of the message: the entity's answer stays true, even if a copy arrives later. The entity asks its {@link
     * ShardPeriod} before it decides.
     */
    public <M, R> CompletionStage<R> askOnce(
            EntityTypeKey<M> type, String id, BiFunction<Binding, ActorRef<R>, M> message, Duration timeout) {
        return askOnce(type, id, message, callPrefix + calls.incrementAndGet(), System.nanoTime() + timeout.toNanos());
    }

    private <M, R> CompletionStage<R> askOnce(
            EntityTypeKey<M> type, String id, BiFunction<Binding, ActorRef<R>, M> message, String call, long until) {
        var binding = new Binding(call, periods.of(type, id));
        var left = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
        return this.<M, Object>ask(type, id, replyTo -> message.apply(binding, replyTo.narrow()), left)
                .thenCompose(answer -> {
                    if (answer instanceof Outdated outdated) {
                        periods.learn(type, id, outdated.period());
                        return askOnce(type, id, message, call, until);
                    }
                    @SuppressWarnings("unchecked")
                    var reply = (R) answer;
                    return CompletableFuture.completedFuture(reply);
                });
    }

    /** One message on its way. */
    private final class Delivery<M> {
        private final EntityRef<M> entity;
        private M message;
        private volatile boolean answered;
        private volatile Cancellable next;

        private Delivery(EntityRef<M> entity) {
            this.entity = entity;
        }

        private <R> CompletionStage<R> repeatUntil(CompletionStage<R> reply) {
            schedule(FIRST_PAUSE);
            return reply.whenCompleteAsync(
                    (answer, failure) -> {
                        answered = true;
                        next.cancel();
                    },
                    Runnable::run);
        }

        private void schedule(Duration pause) {
            next = system.scheduler().scheduleOnce(pause, () -> repeat(pause), system.executionContext());
        }

        private void repeat(Duration pause) {
            if (!answered) {
                repeated.add(
                        1, Telemetry.attributes("entity", entity.getTypeKey().name()));
                entity.tell(message);
                schedule(pause.multipliedBy(2));
            }
        }
    }
}
