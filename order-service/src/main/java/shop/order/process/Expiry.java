package shop.order.process;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import shop.order.domain.Orders;

/** Rejects PENDING orders that have waited too long. It asks nobody, so it works while the verification is stuck. */
record Expiry(ProcessSettings settings, Orders orders, Clock clock) implements Task {
    @Override
    public String name() {
        return "order-expiry";
    }

    @Override
    public int parallelism() {
        return COMMANDS_IN_FLIGHT;
    }

    @Override
    public List<OpenOrder> take(Connection connection) throws SQLException {
        return OpenOrdersTable.takeExpired(
                connection, settings.verificationTimeout(), settings.batchSize(), settings.retryInterval());
    }

    @Override
    public CompletionStage<Boolean> perform(OpenOrder order) {
        var metadata = Instruction.metadata(order, "verification-timed-out", clock);
        return orders.verificationTimedOut(order.orderId(), metadata, COMMAND_TIMEOUT)
                .thenApply(reply -> true);
    }
}
