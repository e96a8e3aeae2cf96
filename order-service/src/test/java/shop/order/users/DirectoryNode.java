package shop.order.users;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import shop.devstack.Ports;
import shop.order.domain.UserStanding;
import shop.platform.call.Deadline;
import shop.platform.grpc.client.OutgoingCall;
import shop.platform.journal.Database;
import shop.platform.journal.DatabaseSettings;
import shop.platform.journal.Migrations;
import shop.platform.resilience.Guards;
import shop.testkit.TestNode;

/** What a node has to know users: the directory with the service's configuration, a replica, and a user-service to ask. */
final class DirectoryNode implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    final StandInUsers users;
    final ActorSystem<Void> system;
    final UserDirectory directory;
    private final DatabaseSettings database;
    private final ActorSystem<Void> elsewhere;

    private DirectoryNode(String databaseUrl, String settings) {
        int port = Ports.free();
        Config config = ConfigFactory.parseString(settings)
                .withFallback(ConfigFactory.parseString("""
                        akka.actor.provider = local
                        akka.coordinated-shutdown.run-by-jvm-shutdown-hook = off
                        akka.discovery.config.services.user-service.endpoints = [{ host = "127.0.0.1", port = %d }]
                        shop.resilience.user-service.circuit-breaker.open = 500ms
                        shop.resilience.user-service.circuit-breaker.max-open = 500ms
                        """.formatted(port)))
                .withFallback(TestNode.config(databaseUrl))
                .resolve();
        database = DatabaseSettings.from(config);
        system = ActorSystem.create(Behaviors.empty(), "orders", config);
        // Callers name the service that they mean, and a node answers to its own name only.
        elsewhere = ActorSystem.create(
                Behaviors.empty(),
                "users",
                ConfigFactory.parseString("shop.service.name = user-service").withFallback(config));
        users = new StandInUsers(elsewhere, port);
        users.start();
        directory = GuardedUserDirectory.create(system, new CurrentReplica(() -> Optional.of(0L)));
    }

    static DirectoryNode start(String databaseUrl, String settings) {
        return new DirectoryNode(databaseUrl, settings);
    }

    void migrate() {
        Migrations.run(database, "db/order");
        replicaIsCurrent(true);
    }

    /** Whether the replica has caught up with the topic. */
    void replicaIsCurrent(boolean current) {
        try (var connection = database.connect();
                var insert = connection.prepareStatement("""
                        insert into consumer_progress values (?, 0, 0, 1, ?, 1, nextval('consumer_start'))
                        on conflict (consumer, partition) do update set next_offset = excluded.next_offset
                        """)) {
            insert.setString(1, CurrentReplica.CONSUMER);
            insert.setInt(2, current ? 1 : 0);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new user's id, of whom the replica says this. */
    String replicated(String status, long revision) {
        String id = UUID.randomUUID().toString();
        try (var connection = database.connect();
                var insert = connection.prepareStatement(
                        "insert into user_replica (user_id, status, revision) values (?, ?, ?)")) {
            insert.setObject(1, UUID.fromString(id));
            insert.setString(2, status);
            insert.setLong(3, revision);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return id;
    }

    Set<String> deactivatedAmong(Set<String> subjects) {
        return new DeactivatedUsers(Database.get(system), new CurrentReplica(() -> Optional.of(0L)))
                .among(subjects)
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    CompletableFuture<UserStanding> begin(String id, Duration deadline) {
        return directory
                .standing(id, OutgoingCall.within(Deadline.after(deadline)))
                .toCompletableFuture();
    }

    UserStanding standing(String id) {
        return standing(id, Duration.ofSeconds(10));
    }

    UserStanding standing(String id, Duration deadline) {
        return begin(id, deadline)
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    String guards() {
        return Guards.get(system).toJson();
    }

    @Override
    public void close() {
        stop(system);
        users.kill();
        stop(elsewhere);
    }

    private static void stop(ActorSystem<Void> system) {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}
