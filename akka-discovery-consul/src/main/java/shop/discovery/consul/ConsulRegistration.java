package shop.discovery.consul;

import akka.Done;
import akka.actor.AbstractExtensionId;
import akka.actor.ClassicActorSystemProvider;
import akka.actor.CoordinatedShutdown;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import shop.discovery.consul.internal.Registrar;

/**
 * Registers instances at the Consul agent and keeps them there: through an agent that is away at first, and one that
 * forgets. Instances that are left are deregistered by coordinated shutdown in its phase {@code service-unbind}. One an
 * actor system; safe for use by several threads.
 */
public final class ConsulRegistration implements Extension {
    private static final Id ID = new Id();

    private static final class Id extends AbstractExtensionId<ConsulRegistration> {
        @Override
        public ConsulRegistration createExtension(ExtendedActorSystem system) {
            return new ConsulRegistration(system);
        }
    }

    private final ExtendedActorSystem system;
    private final ConsulCatalog catalog;
    private final Map<String, RegisteredInstance> instances = new ConcurrentHashMap<>();
    private final AtomicInteger actors = new AtomicInteger();

    private ConsulRegistration(ExtendedActorSystem system) {
        this.system = system;
        catalog = ConsulCatalog.get(system);
        CoordinatedShutdown.get(system)
                .addTask(CoordinatedShutdown.PhaseServiceUnbind(), "consul-deregister", this::deregisterAll);
    }

    public static ConsulRegistration get(ClassicActorSystemProvider system) {
        return ID.get(system);
    }

    /**
     * Begins to register an instance and returns at once, whether or not the agent is there.
     *
     * @throws IllegalStateException if this system has registered an instance of that id and not deregistered it
     */
    public RegisteredInstance register(ServiceRegistration registration) {
        return instances.compute(registration.id(), (id, present) -> {
            if (present != null && !present.isDeregistered()) {
                throw new IllegalStateException("id: " + id + " (expected: not registered yet)");
            }
            return start(registration);
        });
    }

    private RegisteredInstance start(ServiceRegistration registration) {
        var behavior = Registrar.create(catalog.client(), catalog.settings(), registration);
        var name = "consul-registrar-" + actors.incrementAndGet();
        return new RegisteredInstance(
                registration.id(), Adapter.toTyped(system).systemActorOf(behavior, name, Props.empty()));
    }

    private CompletionStage<Done> deregisterAll() {
        var all = instances.values().stream()
                .map(instance -> instance.deregister().toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(all).thenApply(done -> Done.getInstance());
    }
}
