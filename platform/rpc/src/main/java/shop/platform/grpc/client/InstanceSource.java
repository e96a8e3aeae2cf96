package shop.platform.grpc.client;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.discovery.Discovery;
import akka.discovery.Lookup;
import akka.discovery.ServiceDiscovery;
import akka.stream.KillSwitch;
import akka.stream.KillSwitches;
import akka.stream.Materializer;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;
import shop.discovery.consul.ConsulCatalog;

/**
 * The instances of a service that take calls, as discovery knows them: Consul pushes changes, any other method is
 * polled. Silent while discovery has no answer. Thread-safe.
 */
final class InstanceSource {

    /** An address as discovery has it; a host's name may stand for several instances. */
    private record Endpoint(String host, int port, int weight) {}

    private static final Logger LOG = LoggerFactory.getLogger(InstanceSource.class);
    private static final String PORT_NAME = "grpc";

    private final String service;
    private final Source<List<Endpoint>, NotUsed> endpoints;
    private final Duration firstAnswerTimeout;
    private final Executor blocking;
    private final Materializer materializer;
    private final Supplier<Optional<Duration>> age;

    private InstanceSource(
            ActorSystem<?> system,
            String service,
            Source<List<Endpoint>, NotUsed> endpoints,
            Supplier<Optional<Duration>> age,
            ClientConfig config) {
        this.service = service;
        this.endpoints = endpoints;
        this.age = age;
        this.firstAnswerTimeout = config.firstAnswerTimeout();
        this.blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
        this.materializer = Materializer.matFromSystem(system);
    }

    static InstanceSource of(ActorSystem<?> system, String service, ClientConfig config) {
        boolean pushed =
                system.settings().config().getString("akka.discovery.method").equals("akka-consul");
        if (pushed) {
            return new InstanceSource(
                    system, service, watched(system, service), () -> catalogAge(system, service), config);
        }
        var answered = new AtomicReference<Long>();
        return new InstanceSource(
                system, service, lookedUp(system, service, config, answered), () -> since(answered.get()), config);
    }

    String service() {
        return service;
    }

    /** Time since discovery last said where the service is; empty before the first time. */
    Optional<Duration> age() {
        return age.get();
    }

    private static Optional<Duration> catalogAge(ActorSystem<?> system, String service) {
        return Optional.ofNullable(ConsulCatalog.get(system).ages().get(service));
    }

    private static Optional<Duration> since(Long nanos) {
        return Optional.ofNullable(nanos).map(then -> Duration.ofNanos(System.nanoTime() - then));
    }

    /** Time after which a missing answer is reported. */
    Duration firstAnswerTimeout() {
        return firstAnswerTimeout;
    }

    /** Reports the instances now and after each change, sequentially, until the switch is used. */
    KillSwitch follow(Consumer<List<Instance>> onChange) {
        return endpoints
                .mapAsync(1, known -> CompletableFuture.supplyAsync(() -> resolve(known), blocking))
                .viaMat(KillSwitches.single(), Keep.right())
                .to(Sink.foreach(onChange::accept))
                .run(materializer);
    }

    private static Source<List<Endpoint>, NotUsed> watched(ActorSystem<?> system, String service) {
        return ConsulCatalog.get(system)
                .watch(service)
                .map(instances -> instances.stream()
                        .flatMap(instance -> instance
                                .port(PORT_NAME)
                                .map(port -> new Endpoint(instance.address(), port, instance.weight()))
                                .stream())
                        .toList());
    }

    private static Source<List<Endpoint>, NotUsed> lookedUp(
            ActorSystem<?> system, String service, ClientConfig config, AtomicReference<Long> answered) {
        ServiceDiscovery discovery = Discovery.get(system).discovery();
        Lookup lookup = Lookup.create(service).withPortName(PORT_NAME).withProtocol("tcp");
        return Source.tick(Duration.ZERO, config.lookUpInterval(), service)
                .mapMaterializedValue(cancellable -> NotUsed.getInstance())
                .mapAsync(
                        1,
                        name -> discovery
                                .lookup(lookup, config.lookUpInterval())
                                .thenApply(resolved -> {
                                    answered.set(System.nanoTime());
                                    return endpoints(resolved);
                                })
                                .exceptionally(failure -> {
                                    LOG.warn("Discovery of {} failed: {}", name, failure.toString());
                                    return List.of();
                                }));
    }

    private static List<Endpoint> endpoints(ServiceDiscovery.Resolved resolved) {
        return CollectionConverters.asJava(resolved.addresses()).stream()
                .flatMap(target ->
                        OptionConverters.toJava(target.port())
                                .map(port -> new Endpoint(target.host(), (Integer) port, 1))
                                .stream())
                .toList();
    }

    private static List<Instance> resolve(List<Endpoint> endpoints) {
        return endpoints.stream().flatMap(InstanceSource::resolve).distinct().toList();
    }

    private static Stream<Instance> resolve(Endpoint endpoint) {
        try {
            return Stream.of(InetAddress.getAllByName(endpoint.host()))
                    .map(address -> new Instance(new InetSocketAddress(address, endpoint.port()), endpoint.weight()));
        } catch (UnknownHostException e) {
            LOG.warn("The host {} of an instance cannot be resolved; the instance is left out", endpoint.host(), e);
            return Stream.empty();
        }
    }
}
