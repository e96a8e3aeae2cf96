package shop.platform.cluster;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.pattern.Patterns;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The orderly stop of a node, which loses no request: leave discovery, not ready, wait for callers to notice, finish
 * calls, hand off shards, leave the cluster, close pools. It runs on SIGTERM, when the node is downed, and at every
 * coordinated shutdown of Akka. A step that fails or hangs delays the next by no more than its phase's timeout in
 * {@code shop-defaults.conf}. Thread-safe.
 */
public final class Drain {
    /** The steps to which the parts of a node add tasks, in their order. */
    public enum Step {
        /** Deregister: no new caller finds this node. */
        LEAVE_DISCOVERY("shop-leave-discovery"),
        /** Answer health checks with "not serving", while calls are still served. */
        REFUSE_TRAFFIC("shop-refuse-traffic"),
        /** Stop accepting and finish the calls in flight. Shards are still on this node. */
        FINISH_CALLS(CoordinatedShutdown.PhaseServiceRequestsDone()),
        /** Close pools; entities are gone and the node has left the cluster. */
        CLOSE_POOLS(CoordinatedShutdown.PhaseBeforeActorSystemTerminate());

        private final String phase;

        Step(String phase) {
            this.phase = phase;
        }
    }

    private static final String DELAY_PHASE = "shop-drain-delay";

    private final ActorSystem<?> system;

    private Drain(ActorSystem<?> system) {
        this.system = system;
    }

    /** Sets up the drain of {@code system}: readiness ends, then the delay passes. Call it once per system. */
    public static Drain install(ActorSystem<?> system) {
        var drain = new Drain(system);
        var readiness = Readiness.get(system);
        drain.on(Step.REFUSE_TRAFFIC, "readiness", () -> {
            readiness.drain();
            return done();
        });
        drain.add(DELAY_PHASE, "wait for callers to notice", drain::delay);
        return drain;
    }

    /** Adds {@code task} to {@code step}. Tasks of one step run concurrently. */
    public Drain on(Step step, String name, Supplier<? extends CompletionStage<?>> task) {
        return add(step.phase, name, task);
    }

    /** Returns how long the tasks of {@code step} may take, a margin of a tenth left for the step to end by itself. */
    public Duration bound(Step step) {
        return timeout(system.settings().config(), step.phase).multipliedBy(9).dividedBy(10);
    }

    /** Returns the longest that a shutdown can take: the sum of its phases' timeouts. */
    static Duration longest(Config config) {
        return config.getObject("akka.coordinated-shutdown.phases").keySet().stream()
                .map(phase -> timeout(config, phase))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration timeout(Config config, String phase) {
        var shutdown = config.getConfig("akka.coordinated-shutdown");
        var setting = "phases." + phase + ".timeout";
        return shutdown.getDuration(shutdown.hasPath(setting) ? setting : "default-phase-timeout");
    }

    private Drain add(String phase, String name, Supplier<? extends CompletionStage<?>> task) {
        CoordinatedShutdown.get(system).addTask(phase, name, () -> {
            system.log().info("Draining: {}", name);
            return task.get().thenApply(ignored -> Done.getInstance());
        });
        return this;
    }

    private CompletionStage<Done> delay() {
        var delay = system.settings().config().getDuration("shop.cluster.drain.delay");
        return Patterns.after(delay, system.classicSystem(), Drain::done);
    }

    private static CompletionStage<Done> done() {
        return CompletableFuture.completedFuture(Done.getInstance());
    }
}
