package shop.testkit;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import shop.devstack.KafkaBroker;
import shop.devstack.Ports;
import shop.platform.cluster.JournalOwnership;
import shop.platform.cluster.NodeConfig;
import shop.platform.journal.DatabaseSettings;
import shop.platform.journal.Migrations;

/**
 * A node that owns its journal, inside the tests' JVM, with the service's real configuration on a database of its own.
 */
public final class TestNode {
    private static final String SETTINGS = """
            shop.profile = dev
            shop.database.url = "%s"
            shop.grpc.port = %d
            shop.management.port = %d
            shop.cluster { artery-port = %d, drain.delay = 0s }
            shop.discovery { method = config, contact-points = "127.0.0.1:%3$d" }
            shop.messaging.bootstrap-servers = "%5$s"
            akka.coordinated-shutdown.exit-jvm = off
            # Nodes of one test share the JVM.
            akka.cluster.jmx.multi-mbeans-in-same-jvm = on
            """;

    private static String lastDatabase = "";

    private TestNode() {}

    /** Configuration of a single node with free ports. */
    public static Config config(String databaseUrl) {
        return config(databaseUrl, ConfigFactory.empty());
    }

    /** As {@link #config(String)}, with further settings. */
    public static Config config(String databaseUrl, Config overrides) {
        var settings = SETTINGS.formatted(
                databaseUrl,
                Ports.free(),
                Ports.free(),
                Ports.free(),
                KafkaBroker.shared().bootstrapServers());
        var config = NodeConfig.load(overrides
                .withFallback(ConfigFactory.parseString(settings))
                .withFallback(ConfigFactory.defaultApplication()));
        forgetWhatOtherDatabasesPublished(databaseUrl, config.getString("shop.service.name"));
        return config;
    }

    /** Tests share a broker; a publisher refuses a topic that knows more than its journal, as after a restore. */
    private static synchronized void forgetWhatOtherDatabasesPublished(String databaseUrl, String service) {
        if (databaseUrl.equals(lastDatabase)) {
            return;
        }
        lastDatabase = databaseUrl;
        var topic = service.replace("-service", "-events");
        Map<String, Object> settings =
                Map.of("bootstrap.servers", KafkaBroker.shared().bootstrapServers());
        try (var admin = Admin.create(settings)) {
            if (admin.listTopics().names().get().contains(topic)) {
                admin.deleteTopics(List.of(topic)).all().get();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> !admin.listTopics().names().get().contains(topic));
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("topic: " + topic + " (expected: deleted)", e);
        }
    }

    /**
     * Returns an actor system that is a cluster of its own, with the schema in place, without server or discovery.
     *
     * @param migrations folder of the service's own migrations on the class path, such as {@code db/user}
     */
    public static ActorSystem<?> start(Config config, String migrations) {
        Migrations.run(config, migrations);
        var system = create(config);
        join(system, Cluster.get(system).selfMember().address());
        return system;
    }

    /** As {@link #start}, as one more node of another's cluster. */
    public static ActorSystem<?> join(ActorSystem<?> member, Config config) {
        var system = create(config);
        join(system, Cluster.get(member).selfMember().address());
        return system;
    }

    /** Leaves the cluster and ends. */
    public static void stop(ActorSystem<?> system) {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }

    private static ActorSystem<?> create(Config config) {
        return ActorSystem.create(Behaviors.empty(), config.getString("shop.service.name"), config);
    }

    private static void join(ActorSystem<?> system, Address member) {
        var cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(member));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> cluster.selfMember().status() == MemberStatus.up());
        var settings = DatabaseSettings.from(system.settings().config());
        JournalOwnership.start(system, settings::connect)
                .whenOwned()
                .toCompletableFuture()
                .join();
    }
}
