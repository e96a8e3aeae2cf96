package shop.discovery.consul.internal;

import akka.Done;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.discovery.consul.CheckStatus;
import shop.discovery.consul.ServiceRegistration;
import shop.discovery.consul.Weights;
import shop.discovery.consul.internal.AgentService.Standing;

/**
 * Keeps one instance at the agent as it is wanted. It holds the wanted state, has one request in flight at a time, and
 * repeats it until Consul has taken it; so neither an absent nor a forgetful agent loses a wish, and an older wish never
 * overtakes a newer one. A maintenance that an operator has ordered or ended at the agent, and weights given there, become
 * what is wanted, until the instance itself wishes otherwise.
 */
public final class Registrar extends AbstractBehavior<Registrar.Command> {
    private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

    /** What a registrar is told. */
    public sealed interface Command {}

    /** Changes what is wanted; {@code done} completes once Consul has it, fails if the system stops before. */
    public record Change(UnaryOperator<Wanted> change, CompletableFuture<Done> done) implements Command {}

    /** The first {@code changes} changes are at Consul, as {@code wanted} says. */
    private record Applied(long changes, Wanted wanted) implements Command {}

    private record Verified(Optional<Standing> standing) implements Command {}

    private record Failed(Throwable failure) implements Command {}

    private enum Wake implements Command {
        VERIFY,
        RETRY
    }

    /** How the instance is to stand at the agent. */
    public record Wanted(CheckStatus status, Optional<String> maintenance, Weights weights, boolean gone) {
        public Wanted withStatus(CheckStatus newStatus) {
            return new Wanted(newStatus, maintenance, weights, gone);
        }

        public Wanted withMaintenance(Optional<String> reason) {
            return new Wanted(status, reason, weights, gone);
        }

        private Wanted withWeights(Weights given) {
            return new Wanted(status, maintenance, given, gone);
        }

        public Wanted withGone() {
            return new Wanted(status, maintenance, weights, true);
        }

        private Wanted as(Standing standing) {
            return new Wanted(status, standing.maintenance(), standing.weights(), gone);
        }
    }

    private record Waiter(long changes, CompletableFuture<Done> done) {}

    private final TimerScheduler<Command> timers;
    private final AgentService agent;
    private final String id;
    private final Duration checkInterval;
    private final Backoff backoff;
    private final List<Waiter> waiters = new ArrayList<>();
    private Wanted wanted;
    private long changes;
    private Optional<Wanted> taken = Optional.empty();
    private boolean busy;
    private boolean maintenanceTried;

    /**
     * What Consul last saw, by which an instance is registered again if it is worse: one that Consul forgot for being
     * critical is not offered as passing until the check has run.
     */
    private CheckStatus lastSeen = CheckStatus.PASSING;

    private int failures;

    private Registrar(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ConsulClient client,
            ConsulSettings settings,
            ServiceRegistration registration) {
        super(context);
        this.timers = timers;
        agent = new AgentService(client, registration);
        id = registration.id();
        checkInterval = settings.registrationCheckInterval();
        backoff = settings.backoff().withMax(checkInterval);
        wanted = new Wanted(registration.initialStatus(), Optional.empty(), registration.weights(), false);
    }

    public static Behavior<Command> create(
            ConsulClient client, ConsulSettings settings, ServiceRegistration registration) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new Registrar(context, timers, client, settings, registration)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Change.class, this::onChange)
                .onMessage(Applied.class, this::onApplied)
                .onMessage(Verified.class, this::onVerified)
                .onMessage(Failed.class, this::onFailed)
                .onMessageEquals(Wake.VERIFY, this::onVerify)
                .onMessageEquals(Wake.RETRY, this::onRetry)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Command> onChange(Change change) {
        wanted = change.change.apply(wanted);
        lastSeen = CheckStatus.PASSING;
        waiters.add(new Waiter(++changes, change.done));
        return busy ? this : apply();
    }

    private Behavior<Command> apply() {
        var target = changes;
        begin(respectful(wanted).thenCompose(this::tell), told -> new Applied(target, told));
        return this;
    }

    /** What is wanted, with what an operator has changed at the agent in place of what the instance does not care about. */
    private CompletionStage<Wanted> respectful(Wanted wish) {
        var caresAboutAll = wish.gone || taken.isEmpty() || !wish.maintenance.equals(taken.get().maintenance);
        return caresAboutAll
                ? CompletableFuture.completedStage(wish)
                : agent.standing().thenApply(known -> known.map(wish::as).orElse(wish));
    }

    private Behavior<Command> onRetry() {
        // To register again what Consul has would end a maintenance that an operator has ordered.
        return taken.equals(Optional.of(wanted)) ? onVerify() : apply();
    }

    private Behavior<Command> onVerify() {
        begin(agent.standing(), Verified::new);
        return this;
    }

    private <T> void begin(CompletionStage<T> request, Function<T, Command> then) {
        busy = true;
        timers.cancelAll();
        getContext()
                .pipeToSelf(request, (answer, failure) -> failure == null ? then.apply(answer) : new Failed(failure));
    }

    private Behavior<Command> onApplied(Applied applied) {
        var before = taken;
        taken = Optional.of(applied.wanted);
        maintenanceTried = applied.wanted.maintenance.isPresent();
        settle(applied.changes);
        if (applied.wanted.gone) {
            return Behaviors.stopped();
        }
        if (applied.changes == changes) {
            wanted = applied.wanted;
            return rest();
        }
        // A change that came meanwhile starts from what was found at the agent.
        if (before.isPresent() && wanted.maintenance.equals(before.get().maintenance)) {
            wanted = wanted.withMaintenance(applied.wanted.maintenance);
        }
        wanted = wanted.withWeights(applied.wanted.weights);
        return apply();
    }

    private void settle(long applied) {
        recovered();
        // A wish that was overtaken by a later one is settled with it.
        while (!waiters.isEmpty() && waiters.get(0).changes <= applied) {
            waiters.remove(0).done.complete(Done.getInstance());
        }
    }

    private Behavior<Command> onVerified(Verified verified) {
        recovered();
        if (verified.standing.isEmpty()) {
            LOG.info("Consul has lost the registration of {}; registering again", id);
            taken = Optional.empty();
            return apply();
        }
        // A change that came meanwhile says more than what was seen before it.
        if (!waiters.isEmpty()) {
            return apply();
        }
        lastSeen = verified.standing.get().checks();
        wanted = wanted.as(verified.standing.get());
        taken = Optional.of(wanted);
        return rest();
    }

    private Behavior<Command> rest() {
        busy = false;
        timers.startSingleTimer(Wake.VERIFY, checkInterval);
        return this;
    }

    private void recovered() {
        if (failures > 0) {
            LOG.info("Consul confirms the registration of {} again", id);
        }
        failures = 0;
    }

    private Behavior<Command> onFailed(Failed failed) {
        busy = false;
        failures++;
        if (failures == 1) {
            LOG.warn(
                    "Consul did not confirm the registration of {}; retrying: {}",
                    id,
                    Failures.cause(failed.failure).getMessage());
        }
        timers.startSingleTimer(Wake.RETRY, backoff.after(failures));
        return this;
    }

    private Behavior<Command> onPostStop() {
        waiters.forEach(waiter -> waiter.done.completeExceptionally(
                new IllegalStateException(id + " (the actor system stopped before Consul had its state)")));
        return this;
    }

    private CompletionStage<Wanted> tell(Wanted target) {
        return request(target).thenApply(done -> target);
    }

    private CompletionStage<Done> request(Wanted target) {
        if (target.gone) {
            return agent.deregister();
        }
        if (target.maintenance.isPresent()) {
            maintenanceTried = true;
            return maintain(target);
        }
        if (!maintenanceTried) {
            return agent.register(target.status.worse(lastSeen), target.weights);
        }
        return AgentService.orElseIfUnknown(
                        agent.disableMaintenance(), () -> CompletableFuture.completedStage(Done.getInstance()))
                .thenCompose(done -> agent.register(target.status, target.weights));
    }

    /**
     * An instance under maintenance is not registered anew while the agent knows it, for that would end the maintenance;
     * where the agent does not know it, it starts critical, so that no look-up finds it in between.
     */
    private CompletionStage<Done> maintain(Wanted target) {
        var reason = target.maintenance.orElseThrow();
        return AgentService.orElseIfUnknown(
                agent.enableMaintenance(reason),
                () -> agent.register(CheckStatus.CRITICAL, target.weights)
                        .thenCompose(done -> agent.enableMaintenance(reason)));
    }
}
