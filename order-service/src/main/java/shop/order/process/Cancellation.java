package shop.order.process;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import shop.order.domain.Orders;

/** Tells open orders that their user was deactivated; the order decides whether that still concerns it. */
record Cancellation(ProcessSettings settings, Orders orders, Clock clock) implements Task {
    @Override
    public String name() {
        return "order-cancellation";
    }

    @Override
    public int parallelism() {
        return COMMANDS_IN_FLIGHT;
    }

    @Override
    public List<OpenOrder> take(Connection connection) throws SQLException {
        return OpenOrdersTable.takeCancelled(connection, settings.batchSize(), settings.retryInterval());
    }

    @Override
    public CompletionStage<Boolean> perform(OpenOrder order) {
        var metadata = Instruction.metadata(order, "user-deactivated|" + order.cancelRevision(), clock);
        return orders.userDeactivated(order.orderId(), order.cancelRevision(), metadata, COMMAND_TIMEOUT)
                .thenApply(reply -> true);
    }
}
