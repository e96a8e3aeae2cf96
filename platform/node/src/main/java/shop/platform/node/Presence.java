package shop.platform.node;

import akka.Done;
import akka.actor.typed.ActorSystem;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import shop.discovery.consul.CheckStatus;
import shop.discovery.consul.ConsulRegistration;
import shop.discovery.consul.HttpCheck;
import shop.discovery.consul.RegisteredInstance;
import shop.discovery.consul.ServiceRegistration;

/**
 * What this node tells discovery of itself. With Consul: registered as starting, so that its peers find it; passing once
 * it is ready, so that callers do; in maintenance when it leaves, and while it stands by. Elsewhere the platform knows by itself.
 */
final class Presence {
    private final Optional<RegisteredInstance> instance;

    private Presence(Optional<RegisteredInstance> instance) {
        this.instance = instance;
    }

    /** Begins to announce the node. Consul may be away; the node is announced when it is back. */
    static Presence announce(ActorSystem<?> system, int port) {
        var shop = system.settings().config().getConfig("shop");
        if (!shop.getString("discovery.method").equals("akka-consul")) {
            return new Presence(Optional.empty());
        }
        var name = shop.getString("service.name");
        var host = shop.getString("host");
        var scheme = shop.getBoolean("tls.enabled") ? "https" : "http";
        var check = HttpCheck.of(scheme + "://" + host + ":" + port + "/health");
        var registration = ServiceRegistration.builder(name, name + "-" + host + "-" + port, host, port, check)
                .namedPort("grpc", port)
                .namedPort("management", shop.getInt("management.port"))
                .version(shop.getString("service.version"))
                .build();
        var instance = ConsulRegistration.get(system).register(registration);
        if (shop.getBoolean("discovery.standby")) {
            instance.enableMaintenance("standby");
        }
        return new Presence(Optional.of(instance));
    }

    /** Does not wait for Consul's next check of the node. */
    void ready(boolean ready) {
        instance.ifPresent(known -> known.status(ready ? CheckStatus.PASSING : CheckStatus.WARNING));
    }

    /** Takes the node out of every look-up. */
    CompletionStage<Done> leave() {
        return instance.map(known -> known.enableMaintenance("draining"))
                .orElseGet(() -> CompletableFuture.completedFuture(Done.getInstance()));
    }
}
