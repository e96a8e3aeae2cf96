package shop.platform.cluster;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.ClusterSharding;
import akka.cluster.sharding.ShardRegion;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.pattern.Patterns;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import shop.platform.telemetry.Metric;
import shop.platform.telemetry.Telemetry;
import shop.platform.telemetry.TraceParent;
import shop.platform.telemetry.Traced;

/**
 * Counts the entities of one type on this node, and makes a command that is part of a recorded trace a span of it. Thread-safe.
 *
 * @param <C> messages to the entities
 */
public final class EntityTelemetry<C> {
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(5);

    private final EntityTypeKey<C> type;
    private final Class<C> commands;
    private final Tracer tracer;
    private final Attributes self;
    private final AtomicInteger active = new AtomicInteger();
    private final LongCounter stopped;
    private final LongCounter replays;
    private volatile long lastCoordinated = System.nanoTime();

    private EntityTelemetry(ActorSystem<?> system, EntityTypeKey<C> type, Class<C> commands) {
        var telemetry = Telemetry.get(system);
        this.type = type;
        this.commands = commands;
        tracer = telemetry.tracer();
        self = Telemetry.attributes("entity", type.name());
        stopped = telemetry.counter(Metric.ENTITIES_STOPPED);
        stopped.add(0, self);
        replays = telemetry.counter(Metric.IDEMPOTENT_REPLAYS);
        replays.add(0, self);
        telemetry.counter(Metric.ENTITY_ASKS_REPEATED).add(0, self);
        telemetry.gauge(Metric.ENTITIES_ACTIVE, gauge -> gauge.record(active.get(), self));
        var shards = telemetry.poll(() -> shards(system));
        telemetry.gauge(Metric.CLUSTER_SHARDS, gauge -> shards.ifKnown(known -> gauge.record(known, self)));
        telemetry.poll(() -> RegionWatch.isRegistered(system, type.name()).thenApply(this::coordinated));
        telemetry.gauge(Metric.COORDINATOR_AGE, gauge -> gauge.record(coordinatorAge(), self));
    }

    /** Creates the telemetry of a type whose entities this node is about to start; call it once per type. */
    public static <C> EntityTelemetry<C> of(ActorSystem<?> system, EntityTypeKey<C> type, Class<C> commands) {
        return new EntityTelemetry<>(system, type, commands);
    }

    /** Returns an entity that is counted. */
    public Behavior<C> around(Behavior<C> entity) {
        return Behaviors.intercept(() -> new Observer(commands), entity);
    }

    /** Counts a repeated request that got its first answer again. */
    public void answeredAgain() {
        replays.add(1, self);
    }

    private boolean coordinated(boolean known) {
        if (known) {
            lastCoordinated = System.nanoTime();
        }
        return known;
    }

    private double coordinatorAge() {
        return (System.nanoTime() - lastCoordinated) / NANOS_PER_SECOND;
    }

    private CompletionStage<Integer> shards(ActorSystem<?> system) {
        var region = ClusterSharding.get(system.classicSystem()).shardRegion(type.name());
        return Patterns.ask(region, ShardRegion.getRegionStatsInstance(), ASK_TIMEOUT)
                .thenApply(stats ->
                        ((ShardRegion.ShardRegionStats) stats).getStats().size());
    }

    /** One per entity incarnation. */
    private final class Observer extends BehaviorInterceptor<C, C> {
        private Observer(Class<C> commands) {
            super(commands);
        }

        @Override
        public Behavior<C> aroundStart(TypedActorContext<C> context, PreStartTarget<C> target) {
            active.incrementAndGet();
            return target.start(context);
        }

        @Override
        public Behavior<C> aroundReceive(TypedActorContext<C> context, C command, ReceiveTarget<C> target) {
            if (!(command instanceof Traced traced) || traced.traceparent().isEmpty()) {
                return target.apply(context, command);
            }
            var caller = TraceParent.parse(traced.traceparent());
            return Span.fromContext(caller).getSpanContext().isSampled()
                    ? record(context, command, caller, target)
                    : within(caller, context, command, target);
        }

        @Override
        public Behavior<C> aroundSignal(TypedActorContext<C> context, Signal signal, SignalTarget<C> target) {
            if (signal instanceof PostStop) {
                active.decrementAndGet();
                stopped.add(1, self);
            }
            return target.apply(context, signal);
        }

        private Behavior<C> record(TypedActorContext<C> context, C command, Context caller, ReceiveTarget<C> target) {
            var span = tracer.spanBuilder(type.name() + " " + command.getClass().getSimpleName())
                    .setParent(caller)
                    .startSpan();
            try {
                return within(caller.with(span), context, command, target);
            } finally {
                span.end();
            }
        }

        /** What is logged meanwhile names the trace, recorded or not. */
        private Behavior<C> within(Context trace, TypedActorContext<C> context, C command, ReceiveTarget<C> target) {
            var current = trace.makeCurrent();
            try {
                return target.apply(context, command);
            } finally {
                current.close();
            }
        }
    }
}
