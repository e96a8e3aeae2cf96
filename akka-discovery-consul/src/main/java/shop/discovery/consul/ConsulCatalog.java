package shop.discovery.consul;

import akka.NotUsed;
import akka.actor.AbstractExtensionId;
import akka.actor.ClassicActorSystemProvider;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import akka.stream.javadsl.Source;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import shop.discovery.consul.internal.ConsulClient;
import shop.discovery.consul.internal.ConsulSettings;
import shop.discovery.consul.internal.Failures;
import shop.discovery.consul.internal.InstancesQuery;
import shop.discovery.consul.internal.LastKnown;
import shop.discovery.consul.internal.Watch;

/** What Consul knows of services; one an actor system. Safe for use by several threads. */
public final class ConsulCatalog implements Extension {
    private static final Id ID = new Id();

    private static final class Id extends AbstractExtensionId<ConsulCatalog> {
        @Override
        public ConsulCatalog createExtension(ExtendedActorSystem system) {
            return new ConsulCatalog(system);
        }
    }

    private final ExtendedActorSystem system;
    private final ConsulSettings settings;
    private final ConsulClient client;
    private final LastKnown lastKnown = new LastKnown(System::nanoTime);

    private ConsulCatalog(ExtendedActorSystem system) {
        this.system = system;
        settings = ConsulSettings.from(system.settings().config().getConfig("akka.discovery.akka-consul"));
        client = new ConsulClient(system, settings);
    }

    public static ConsulCatalog get(ClassicActorSystemProvider system) {
        return ID.get(system);
    }

    /**
     * The instances of a service that are passing now; none if Consul does not know the service. Fails with
     * {@link ConsulException}.
     */
    public CompletionStage<List<ConsulInstance>> passing(String service) {
        return ask(new InstancesQuery(service, false));
    }

    /** As {@link #passing}, those in warning included. */
    public CompletionStage<List<ConsulInstance>> passingOrWarning(String service) {
        return ask(new InstancesQuery(service, true));
    }

    private CompletionStage<List<ConsulInstance>> ask(InstancesQuery query) {
        var instances = client.get(query.path(), query.parameters(settings.datacenter()))
                .thenApply(answer -> query.parse(answer.body()));
        return Failures.unwrapped(instances).whenComplete((known, failure) -> {
            if (failure == null) {
                lastKnown.answered(query, known);
            } else {
                lastKnown.failed(query, failure);
            }
        });
    }

    /** What the last successful {@link #passing} or {@link #watch} of the service saw. */
    public Optional<List<ConsulInstance>> lastPassing(String service) {
        return lastKnown.instances(new InstancesQuery(service, false));
    }

    /** What the last successful {@link #passingOrWarning} saw. */
    public Optional<List<ConsulInstance>> lastPassingOrWarning(String service) {
        return lastKnown.instances(new InstancesQuery(service, true));
    }

    /**
     * The passing instances of a service: as they are now, then each time they have changed. The stream neither ends
     * nor fails: while Consul is away it is silent and {@link #ages} grows. A slow reader sees the latest state, not
     * every step to it. Each materialization holds one connection to Consul.
     */
    public Source<List<ConsulInstance>, NotUsed> watch(String service) {
        return new Watch(system, client, settings, lastKnown, new InstancesQuery(service, false)).source();
    }

    /**
     * By service, how old the last known instances are: zero while Consul answers, else the time since it last did. For
     * a metric.
     */
    public Map<String, Duration> ages() {
        return lastKnown.ages();
    }

    ConsulSettings settings() {
        return settings;
    }

    ConsulClient client() {
        return client;
    }
}
