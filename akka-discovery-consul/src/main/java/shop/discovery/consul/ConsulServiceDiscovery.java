package shop.discovery.consul;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import akka.actor.ExtendedActorSystem;
import akka.discovery.Lookup;
import akka.discovery.ServiceDiscovery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import scala.jdk.javaapi.OptionConverters;
import shop.discovery.consul.internal.Failures;

/**
 * Akka Discovery's method {@code akka-consul}. A look-up finds the passing instances of a service; with a port name, the
 * ones that have that port, in their metadata under {@code port-<name>}. When Consul is away the last known answer is
 * given, within the look-up's own time limit; without one the look-up fails with {@link ConsulException} or
 * {@link ServiceDiscovery.DiscoveryTimeoutException}. Safe for use by several threads.
 */
public final class ConsulServiceDiscovery extends ServiceDiscovery {
    private static final Logger LOG = LoggerFactory.getLogger(ConsulServiceDiscovery.class);

    private final ConsulCatalog catalog;
    private final Set<String> portsFoundMissing = ConcurrentHashMap.newKeySet();

    /** Called by Akka Discovery. */
    public ConsulServiceDiscovery(ExtendedActorSystem system) {
        catalog = ConsulCatalog.get(system);
    }

    @Override
    public Future<Resolved> lookup(Lookup lookup, FiniteDuration resolveTimeout) {
        return FutureConverters.asScala(lookup(lookup, Duration.ofMillis(resolveTimeout.toMillis())));
    }

    @Override
    public CompletionStage<Resolved> lookup(Lookup lookup, Duration resolveTimeout) {
        var service = lookup.serviceName();
        var portName = OptionConverters.toJava(lookup.portName());
        var withWarning = portName.filter(catalog.settings().portNamesIncludingWarning()::contains)
                .isPresent();
        var instances = withWarning ? catalog.passingOrWarning(service) : catalog.passing(service);
        var resolved = instances
                .toCompletableFuture()
                .orTimeout(resolveTimeout.toMillis(), MILLISECONDS)
                .exceptionallyCompose(failure -> lastKnown(service, withWarning)
                        .map(CompletableFuture::completedStage)
                        .orElseGet(() -> CompletableFuture.failedStage(failure(lookup, resolveTimeout, failure))))
                .thenApply(known -> resolved(service, portName, known));
        return Failures.unwrapped(resolved);
    }

    private Optional<List<ConsulInstance>> lastKnown(String service, boolean withWarning) {
        return withWarning ? catalog.lastPassingOrWarning(service) : catalog.lastPassing(service);
    }

    private static RuntimeException failure(Lookup lookup, Duration resolveTimeout, Throwable error) {
        return Failures.cause(error) instanceof ConsulException refused
                ? refused
                : new DiscoveryTimeoutException(
                        "look-up of " + lookup.serviceName() + ": no answer in " + resolveTimeout);
    }

    private Resolved resolved(String service, Optional<String> portName, List<ConsulInstance> instances) {
        var targets = portName.map(name -> named(service, name, instances))
                .orElseGet(() -> instances.stream()
                        .map(instance -> target(instance, instance.port()))
                        .toList());
        return new Resolved(service, CollectionConverters.asScala(targets).toList());
    }

    private List<ResolvedTarget> named(String service, String portName, List<ConsulInstance> instances) {
        var targets = instances.stream()
                .flatMap(instance -> instance.port(portName).map(port -> target(instance, port)).stream())
                .toList();
        if (targets.size() < instances.size() && portsFoundMissing.add(service + ' ' + portName)) {
            LOG.warn(
                    "{} of {} instances of {} have no port named {}: they are left out",
                    instances.size() - targets.size(),
                    instances.size(),
                    service,
                    portName);
        }
        return targets;
    }

    private static ResolvedTarget target(ConsulInstance instance, int port) {
        return new ResolvedTarget(
                instance.address(),
                OptionConverters.toScala(port == 0 ? Optional.<Object>empty() : Optional.<Object>of(port)),
                OptionConverters.toScala(Optional.empty()));
    }
}
