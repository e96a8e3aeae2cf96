package shop.platform.grpc.client;

import akka.actor.ExtendedActorSystem;
import akka.discovery.Lookup;
import akka.discovery.ServiceDiscovery;
import akka.dispatch.Futures;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/** A method of Akka Discovery that finds the ports last listed for its actor system, or fails. */
public final class ListedInstances extends ServiceDiscovery {

    static final String SETTINGS =
            "akka.discovery { method = listed, listed.class = \"" + ListedInstances.class.getName() + "\" }\n";

    private static final Map<String, ListedInstances> BY_SYSTEM = new ConcurrentHashMap<>();

    private volatile List<Integer> ports = List.of();
    private volatile boolean away;
    private final AtomicInteger lookUps = new AtomicInteger();

    /** Called by Akka Discovery. */
    public ListedInstances(ExtendedActorSystem system) {
        BY_SYSTEM.put(system.name(), this);
    }

    static ListedInstances of(akka.actor.typed.ActorSystem<?> system) {
        akka.discovery.Discovery.get(system).discovery();
        return BY_SYSTEM.get(system.name());
    }

    void list(Integer... listed) {
        ports = List.of(listed);
    }

    int lookUps() {
        return lookUps.get();
    }

    void away(boolean isAway) {
        away = isAway;
    }

    @Override
    public Future<Resolved> lookup(Lookup lookup, FiniteDuration timeout) {
        lookUps.incrementAndGet();
        if (away) {
            return Futures.failed(new IllegalStateException("discovery is away"));
        }
        var targets = ports.stream()
                .map(port -> new ResolvedTarget(
                        "localhost",
                        OptionConverters.toScala(java.util.Optional.<Object>of(port)),
                        OptionConverters.toScala(java.util.Optional.<InetAddress>empty())))
                .toList();
        return Futures.successful(new Resolved(
                lookup.serviceName(), CollectionConverters.asScala(targets).toList()));
    }
}
