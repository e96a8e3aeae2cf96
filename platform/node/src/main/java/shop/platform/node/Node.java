package shop.platform.node;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.typesafe.config.Config;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.platform.audit.Audit;
import shop.platform.cluster.Drain;
import shop.platform.cluster.InvalidConfiguration;
import shop.platform.cluster.JournalOwnership;
import shop.platform.cluster.Logging;
import shop.platform.cluster.NodeConfig;
import shop.platform.cluster.Readiness;
import shop.platform.fencing.Fence;
import shop.platform.grpc.GrpcServer;
import shop.platform.grpc.GrpcService;
import shop.platform.grpc.ServerHealth;
import shop.platform.grpc.ServingStatus;
import shop.platform.journal.Database;
import shop.platform.journal.DatabaseSettings;
import shop.platform.journal.Migrations;
import shop.platform.kubernetes.DeletionCost;
import shop.platform.kubernetes.RolloutVersion;
import shop.platform.leases.ShardLeases;
import shop.platform.limits.CallerRates;
import shop.platform.limits.CallerStreams;
import shop.platform.openapi.ApiPages;
import shop.platform.resilience.Guards;
import shop.platform.security.AccessControl;
import shop.platform.security.Decisions;
import shop.platform.security.Security;
import shop.platform.tls.PeerIdentity;

/**
 * One node of a service, from its start to its drain: checked configuration, current schema, port bound, cluster joined,
 * journal owned, entities started, traffic taken. Until the last step it answers health checks with "starting".
 */
public final class Node {
    private static final Logger log = LoggerFactory.getLogger(Node.class);

    /** The node could not be started. */
    private static final class StartFailed implements CoordinatedShutdown.Reason {}

    /** Stopped by its operator. */
    private static final class Stopped implements CoordinatedShutdown.Reason {}

    private final ActorSystem<Void> system;
    private final GrpcServer server;

    private Node(ActorSystem<Void> system, GrpcServer server) {
        this.system = system;
        this.server = server;
    }

    /**
     * Runs a node in this process, which ends with it. A start that fails says why in one line and exits with 1.
     *
     * @param name of the service that this program is; the configuration must give the same
     * @param migrations folder on the class path with the service's migrations
     */
    public static void run(String name, String migrations, Function<ActorSystem<?>, Service> service) {
        try {
            start(RolloutVersion.in(named(name, NodeConfig.load())), migrations, service);
        } catch (InvalidConfiguration e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (RuntimeException e) {
            log.error("The node cannot start", e);
            System.exit(1);
        }
    }

    /** A node under the name of another service would join that service's cluster and be found in its place. */
    static Config named(String name, Config config) {
        var configured = config.getString("shop.service.name");
        if (!configured.equals(name)) {
            throw new InvalidConfiguration("shop.service.name: %s (expected: %s, the service that this program is)"
                    .formatted(configured, name));
        }
        return config;
    }

    /** Starts a node and returns when its port is bound; {@link Readiness} tells when it takes traffic. Blocks. */
    public static Node start(Config config, String migrations, Function<ActorSystem<?>, Service> service) {
        Logging.identify(config);
        Migrations.run(config, migrations);
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), config.getString("shop.service.name"), config);
        Logging.flushAfter(system);
        try {
            return start(system, service.apply(system));
        } catch (RuntimeException e) {
            CoordinatedShutdown.get(system)
                    .runAll(new StartFailed())
                    .toCompletableFuture()
                    .join();
            throw e;
        }
    }

    private static Node start(ActorSystem<Void> system, Service service) {
        NodeMetrics.register(system);
        var health = new ServerHealth();
        health.show("dependencies", Guards.get(system)::toJson);
        var audit = Audit.get(system);
        LogLevels.get(system)
                .recordIn((logger, level, source) ->
                        audit.managed("management/loglevel", "log-level/" + logger, "OK " + level, source));
        var builder = GrpcServer.builder(system)
                .health(health)
                .interceptor(audit.calls())
                .interceptor(accessControl(system, service, audit.decisions()))
                .interceptor(CallerStreams.start(system, roles(service), service::deactivated));
        service.apis().forEach(builder::service);
        builder.pages(ApiPages.of(system.settings().config(), descriptors(service)));
        var server = builder.bind().toCompletableFuture().join();
        ManagementPort.bind(system).toCompletableFuture().join();

        var presence = Presence.announce(system, server.address().getPort());
        var readiness = Readiness.get(system);
        var fence = Fence.get(system);
        readiness.watchDatabase(() -> Database.get(system).ping().thenApply(answered -> fence.isSound()));
        readiness.onChange(ready -> {
            // Not ready again is not the same as starting: calls that come nevertheless are served as well as can be.
            if (ready) {
                health.change(ServingStatus.SERVING);
            } else if (health.status() == ServingStatus.SERVING) {
                health.change(ServingStatus.NOT_SERVING);
            }
            presence.ready(ready);
        });
        var drain = Drain.install(system);
        drain.on(Drain.Step.LEAVE_DISCOVERY, "leave discovery", presence::leave)
                .on(
                        Drain.Step.FINISH_CALLS,
                        "finish calls",
                        () -> server.drain(drain.bound(Drain.Step.FINISH_CALLS).minusSeconds(1)));

        ClusterBootstrap.get(system).start();
        DeletionCost.start(system);
        ShardLeases.get(system);
        JournalOwnership.start(system, DatabaseSettings.from(system.settings().config())::connect)
                .whenOwned()
                .thenAccept(owned -> readiness.shardingStarted(service.start()))
                .exceptionally(failure -> {
                    if (CoordinatedShutdown.get(system).getShutdownReason().isEmpty()) {
                        system.log().error("The service cannot start", failure);
                        CoordinatedShutdown.get(system).runAll(new StartFailed());
                    }
                    return null;
                });
        return new Node(system, server);
    }

    private static AccessControl accessControl(ActorSystem<Void> system, Service service, Decisions decisions) {
        var services = descriptors(service);
        var callers = Security.callers(system, context -> context.peer().map(PeerIdentity::service))
                .within(CallerRates.of(system.settings().config(), roles(service)));
        return new AccessControl(services, callers, decisions);
    }

    private static List<ServiceDescriptor> descriptors(Service service) {
        return service.apis().stream().map(GrpcService::descriptor).toList();
    }

    private static Set<String> roles(Service service) {
        return AccessControl.roles(descriptors(service));
    }

    /** Returns the port of the API. */
    public int port() {
        return server.address().getPort();
    }

    /** Returns whether the node takes traffic. */
    public boolean isReady() {
        return Readiness.get(system).isReady();
    }

    /** Drains the node and returns when it has stopped. Blocks. */
    public void stop() {
        CoordinatedShutdown.get(system)
                .runAll(new Stopped())
                .toCompletableFuture()
                .join();
    }
}
