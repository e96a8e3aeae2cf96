package shop.discovery.consul;

import akka.Done;
import akka.actor.typed.ActorRef;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import shop.discovery.consul.internal.Registrar;
import shop.discovery.consul.internal.Registrar.Change;
import shop.discovery.consul.internal.Registrar.Wanted;

/**
 * An instance that is kept at Consul until it is deregistered. Each wish is repeated until Consul has taken it, and holds
 * when the agent forgets the instance; its stage completes then, and fails only if the actor system stops before. While
 * Consul is away that can take any time: wait with a bound, or not at all. Safe for use by several threads.
 */
public final class RegisteredInstance {
    private final String id;
    private final ActorRef<Registrar.Command> registrar;
    private final CompletionStage<Done> registered;
    private final AtomicReference<CompletableFuture<Done>> deregistered = new AtomicReference<>();

    RegisteredInstance(String id, ActorRef<Registrar.Command> registrar) {
        this.id = id;
        this.registrar = registrar;
        registered = tell(UnaryOperator.identity(), new CompletableFuture<>());
    }

    public String id() {
        return id;
    }

    /** Completes when Consul knows the instance for the first time. */
    public CompletionStage<Done> registered() {
        return registered;
    }

    /**
     * Sets the check's status now, ahead of Consul's next run of it, by registering again. Under maintenance it takes
     * effect when that ends.
     */
    public CompletionStage<Done> status(CheckStatus status) {
        return change(wanted -> wanted.withStatus(status));
    }

    /** Takes the instance out of every look-up, whatever its check says; the reason is shown to operators. */
    public CompletionStage<Done> enableMaintenance(String reason) {
        return change(wanted -> wanted.withMaintenance(Optional.of(reason)));
    }

    /** Ends the maintenance; the check has the status last set, until Consul runs it. */
    public CompletionStage<Done> disableMaintenance() {
        return change(wanted -> wanted.withMaintenance(Optional.empty()));
    }

    /** Takes the instance out of Consul for good; further changes fail, further calls of this return the same stage. */
    public CompletionStage<Done> deregister() {
        var done = new CompletableFuture<Done>();
        return deregistered.compareAndSet(null, done) ? tell(Wanted::withGone, done) : deregistered.get();
    }

    boolean isDeregistered() {
        return deregistered.get() != null;
    }

    private CompletionStage<Done> change(UnaryOperator<Wanted> change) {
        return isDeregistered()
                ? CompletableFuture.failedStage(new IllegalStateException(id + " (expected: not deregistered)"))
                : tell(change, new CompletableFuture<>());
    }

    private CompletionStage<Done> tell(UnaryOperator<Wanted> change, CompletableFuture<Done> done) {
        registrar.tell(new Change(change, done));
        return done;
    }
}
