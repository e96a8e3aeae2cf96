package shop.order.process;

import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import shop.order.domain.Draft;
import shop.order.domain.Money;
import shop.order.domain.OrderDetails;
import shop.order.domain.OrderLine;
import shop.order.domain.OrderStatus;
import shop.order.domain.Orders;
import shop.order.domain.Reply;
import shop.order.domain.UserStanding;
import shop.order.users.UserDirectory;
import shop.platform.entity.Request;
import shop.platform.journal.Database;
import shop.testkit.TestNode;

/** A node with orders and what becomes of them. */
record ProcessNode(ActorSystem<?> system, Orders orders, OpenOrders process) implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Config BRISK = ConfigFactory.parseString("""
            shop.order.process {
              poll-interval = 50ms
              retry-interval = 500ms
            }
            """);

    /** A node that is a cluster of its own. */
    static ProcessNode start(String database, String settings, UserDirectory directory) {
        var node = start(TestNode.start(config(database, settings), "db/order"), directory);
        node.replicaIsCurrent(true);
        return node;
    }

    /** A node of the other one's cluster. */
    static ProcessNode join(ProcessNode other, String database, UserDirectory directory) {
        return start(TestNode.join(other.system, config(database, "")), directory);
    }

    String place(UUID user, UserStanding standing) {
        return placeAt(Clock.systemUTC(), user, standing);
    }

    /** @param clock of the node that takes the order */
    String placeAt(Clock clock, UUID user, UserStanding standing) {
        var order = UUID.randomUUID().toString();
        var draft = new Draft(user.toString(), List.of(new OrderLine("book", 1, new Money("EUR", 5, 0))));
        details(orders.create(
                order, draft, standing, Request.arriving("", "", "", Optional.empty(), "", clock), TIMEOUT));
        return order;
    }

    List<String> place(int count, UUID user, UserStanding standing) {
        return IntStream.range(0, count).mapToObj(i -> place(user, standing)).toList();
    }

    /** Stops while questions about these orders' users are being asked. */
    List<String> placeAndStop(int count, UUID user, KnownUsers asked) {
        var placed = place(count, user, new UserStanding.Undetermined());
        asked.awaitQuestions(4);
        stop();
        return placed;
    }

    OrderDetails get(String order) {
        return details(orders.get(order, TIMEOUT));
    }

    OrderDetails awaitStatus(String order, OrderStatus status) {
        return awaitStatus(order, found -> found == status);
    }

    OrderDetails awaitStatus(String order, Predicate<OrderStatus> status) {
        return await().pollDelay(Duration.ZERO)
                .atMost(SOON)
                .until(() -> get(order), found -> status.test(found.status()));
    }

    void awaitStatus(List<String> orders, OrderStatus status) {
        orders.forEach(order -> awaitStatus(order, status));
    }

    PendingOrders pending() {
        return process.pending().toCompletableFuture().join();
    }

    void awaitPending(long count) {
        await().atMost(SOON).until(() -> pending().count() == count);
    }

    /** Whether the consumer of user-events has caught up. */
    void replicaIsCurrent(boolean current) {
        Database.get(system)
                .read(connection -> {
                    TestDatabase.catchUp(connection, current);
                    return null;
                })
                .toCompletableFuture()
                .join();
    }

    /** What the consumer of user-events does. */
    void change(UUID user, long revision, UserChange.Kind kind) throws SQLException {
        try (var connection = Database.get(system).beginTransaction()) {
            UserReplica.apply(connection, List.of(new UserChange(user, revision, kind, Instant.now(), "")));
            connection.commit();
        }
    }

    /** Leaves the cluster and ends. */
    void stop() {
        TestNode.stop(system);
    }

    @Override
    public void close() {
        stop();
    }

    private static ProcessNode start(ActorSystem<?> system, UserDirectory directory) {
        var orders = new Orders(system);
        orders.start();
        var process = OpenOrders.start(system, orders, directory, TestDatabase.CURRENT);
        return new ProcessNode(system, orders, process);
    }

    private static Config config(String database, String settings) {
        return TestNode.config(database, ConfigFactory.parseString(settings).withFallback(BRISK));
    }

    private static OrderDetails details(CompletionStage<Reply> reply) {
        return ((Reply.Accepted) reply.toCompletableFuture().join()).order();
    }
}
