package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.devstack.Devstack;

/** The commands of {@code docs/runbooks/rebuild-a-projection.md}, while all nodes serve and are called. */
@ExtendWith(SharedSystem.class)
@Tag("consul")
class RebuildIT {
    private static final Pattern LAG = Pattern.compile("^shop_projection_lag_events\\{.*projection=\"([^\"]+)\"");

    @Test
    void whateverFollowsEventsStartsOverUnderLoadAndNothingIsLostOrDoubled(Devstack stack) throws Exception {
        var users = new ProjectionCommand(stack, "user-service");
        var orders = new ProjectionCommand(stack, "order-service");
        try (var ordering = new Ordering(stack);
                var orderLoad = OrderLoad.start(ordering.orders, ordering.newUsers(5));
                var userLoad = UserLoad.start(ordering.users)) {
            sql(stack, "shop_users", "update users set name = 'wrong ' || name");
            sql(stack, "shop_orders", "delete from orders where status = 'CONFIRMED'");
            sql(stack, "shop_orders", "delete from open_orders");
            sql(stack, "shop_orders", "update user_replica set (status, revision) = ('UNKNOWN', 0)");
            // Killed where it may be: it has happened or has not, and is simply repeated.
            for (var millis : new int[] {700, 900, 1100, 1300}) {
                users.kill(millis, "reset", "users");
                orders.kill(millis, "reset", "order-service-users");
            }

            assertThat(orders.run("reset", "order-service-users")).contains("caught up");
            assertThat(users.run("reset", "users")).contains("caught up");
            assertThat(orders.run("reset", "orders")).contains("caught up");
            assertThat(orders.run("reset", "open-orders")).contains("caught up");
            userLoad.awaitProgress();
            orderLoad.awaitProgress();

            var userLedger = userLoad.stop();
            var orderLedger = orderLoad.stop();
            assertThat(userLedger.failures()).isEmpty();
            assertThat(orderLedger.failures()).isEmpty();
            userLedger.assertReadable(ordering.users);
            userLedger.assertListed(ordering.users, userLoad.name());
            orderLedger.awaitNonePending(ordering.orders);
            orderLedger.assertListed(ordering.orders, orderLoad.users());
            assertThat(missing(
                            stack,
                            "select id from orders where status in ('PENDING', 'CONFIRMED')"
                                    + " except select order_id from open_orders"))
                    .isEmpty();
            assertThat(missing(
                            stack,
                            "select user_id::uuid from orders except"
                                    + " select user_id from user_replica where status <> 'UNKNOWN'"))
                    .isEmpty();
            PublishedEvents.awaitComplete(stack.kafka().bootstrapServers(), userLedger, orderLedger);
        }
    }

    @Test
    void everyEventIsPublishedAgainUnderLoad(Devstack stack) throws Exception {
        try (var ordering = new Ordering(stack);
                var load = UserLoad.start(ordering.users)) {
            publishAgain(stack);
            load.awaitProgress();

            assertThat(load.stop().failures()).isEmpty();
        }
    }

    @Test
    void theCommandNamesEverythingThatTheMetricsKnowButTheAudit(Devstack stack) throws Exception {
        for (var service : new String[] {"user-service", "order-service"}) {
            var known = Scrape.of(Access.of(stack), stack.node(service, 0)).labels().stream()
                    .flatMap(labels -> LAG.matcher(labels).results())
                    .map(found -> found.group(1))
                    .filter(name -> !name.startsWith("audit-"))
                    .toList();

            assertThat(known).isNotEmpty();
            assertThat(new ProjectionCommand(stack, service).run("list").lines())
                    .map(line -> line.strip().split(" ")[0])
                    .containsAll(known);
        }
    }

    /** Runs the command, and asserts that all that was on the topic is put there again. */
    static void publishAgain(Devstack stack) throws Exception {
        var kafka = stack.kafka().bootstrapServers();
        var before = TopicContents.of(kafka, "user-events");

        new ProjectionCommand(stack, "user-service").run("reset", "user-events-publisher");

        assertThat(before.since(kafka, "user-events").events()).containsAll(before.events());
    }

    private static List<String> missing(Devstack stack, String query) throws SQLException {
        try (var connection = DriverManager.getConnection(stack.postgres().jdbcUrl("shop_orders"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var missing = new ArrayList<String>();
            while (rows.next()) {
                missing.add(rows.getString(1));
            }
            return missing;
        }
    }

    private static void sql(Devstack stack, String database, String commands) throws SQLException {
        try (var connection = DriverManager.getConnection(stack.postgres().jdbcUrl(database));
                var statement = connection.createStatement()) {
            statement.execute(commands);
        }
    }
}
