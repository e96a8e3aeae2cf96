package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.devstack.Devstack;

/** The commands of {@code docs/runbooks/rebuild-a-projection.md}. */
@ExtendWith(SharedSystem.class)
@Tag("consul")
class RebuildIT {
    private static final Path COMMANDS = Path.of("..", "deploy", "projections");

    @Test
    void theListsAreBuiltAnewFromTheJournalWhileAllNodesServe(Devstack stack) throws Exception {
        try (var ordering = new Ordering(stack);
                var orderLoad = OrderLoad.start(ordering.orders, ordering.newUsers(5));
                var userLoad = UserLoad.start(ordering.users)) {
            // Without further events, so that workers with nothing to do have to notice too.
            var users = userLoad.stop();
            var orders = orderLoad.stop();
            orders.awaitNonePending(ordering.orders);
            users.assertListed(ordering.users, userLoad.name());
            orders.assertListed(ordering.orders, orderLoad.users());
            run(stack, "shop_users", "update users set name = 'wrong ' || name");
            run(stack, "shop_orders", "delete from orders");

            run(stack, "shop_users", Files.readString(COMMANDS.resolve("users.sql")));
            run(stack, "shop_orders", Files.readString(COMMANDS.resolve("orders.sql")));

            users.assertReadable(ordering.users);
            users.assertListed(ordering.users, userLoad.name());
            orders.assertListed(ordering.orders, orderLoad.users());
            assertThat(users.failures()).isEmpty();
            assertThat(orders.failures()).isEmpty();
        }
    }

    private static void run(Devstack stack, String database, String commands) throws SQLException {
        try (var connection = DriverManager.getConnection(stack.postgres().jdbcUrl(database));
                var statement = connection.createStatement()) {
            statement.execute(commands);
        }
    }
}
