package shop.platform.journal;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import shop.devstack.PostgresServer;
import shop.platform.fencing.Fence;
import shop.platform.fencing.WriterTable;

/** A node with the platform's journal on a database of its own, or on one that other nodes use too. */
public final class TestNode implements AutoCloseable {
    private static final String CONFIG = """
            akka.actor.provider = cluster
            akka.actor.allow-java-serialization = off
            akka.actor.warn-about-java-serializer-usage = on
            akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
            akka.cluster.jmx.multi-mbeans-in-same-jvm = on
            akka.loglevel = WARNING
            akka.coordinated-shutdown.exit-jvm = off
            akka.actor.testkit.typed.system-shutdown-default = 60s
            shop.projection { poll-interval = 50ms, safety-interval = 50ms }
            shop.projection.restart { min-backoff = 100ms, max-backoff = 500ms }
            """;

    private final String url;
    private final ActorTestKit kit;

    private TestNode(String url, String overrides) {
        this.url = url;
        this.kit = ActorTestKit.create("shop", config(url, overrides));
    }

    /** A node on a new database. */
    public static TestNode start() {
        return start(newDatabase(), "");
    }

    public static TestNode start(String url, String overrides) {
        var node = new TestNode(url, overrides);
        node.register();
        return node;
    }

    /** A node that may not write: on a database that is away or takes no writes. */
    static TestNode startReading(String url, String overrides) {
        return new TestNode(url, overrides);
    }

    private void register() {
        var fence = Fence.get(kit.system());
        try (var connection = connect()) {
            WriterTable.register(connection, fence.node(), fence.lanes());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        fence.registered(() -> CompletableFuture.completedFuture(null));
    }

    /** An empty database with the platform's tables and the tests' read model. */
    public static String newDatabase() {
        var url = PostgresServer.shared().createDatabase();
        Migrations.run(DatabaseSettings.from(config(url, "")), "db/test");
        return url;
    }

    static Config config(String url, String overrides) {
        return ConfigFactory.parseString(overrides)
                .withFallback(ConfigFactory.parseString("shop.database.url = \"" + url + "\""))
                .withFallback(ConfigFactory.parseString(CONFIG))
                .withFallback(ConfigFactory.parseResources("shop-journal-defaults.conf"))
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .resolve();
    }

    public String url() {
        return url;
    }

    public ActorSystem<?> system() {
        return kit.system();
    }

    public ActorTestKit kit() {
        return kit;
    }

    /** A connection outside the node. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
    }
}
