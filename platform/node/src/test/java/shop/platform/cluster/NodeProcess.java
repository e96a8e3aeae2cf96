package shop.platform.cluster;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Cluster;
import java.sql.DriverManager;
import java.util.concurrent.CompletableFuture;

/** A node that serves nothing, in a JVM of its own, so that tests can kill it and read its exit code and its logs. */
final class NodeProcess {
    private NodeProcess() {}

    public static void main(String[] arguments) {
        var config = NodeConfig.loadOrExit();
        Logging.identify(config);
        var system = ActorSystem.create(Behaviors.<Void>empty(), "user-service", config);
        Logging.flushAfter(system);
        Drain.install(system).on(Drain.Step.CLOSE_POOLS, "last words", () -> {
            // More than a moment's work for a slow console.
            for (int i = 1; i <= 1000; i++) {
                system.log().info("last words {}", i);
            }
            return CompletableFuture.completedFuture(Done.getInstance());
        });

        var cluster = Cluster.get(system.classicSystem());
        cluster.join(cluster.selfAddress());
        var url = config.getString("shop.database.url");
        JournalOwnership.start(system, () -> DriverManager.getConnection(url))
                .whenOwned()
                .thenRun(() -> system.log().info("owned"));
    }
}
