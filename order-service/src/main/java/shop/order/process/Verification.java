package shop.order.process;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import shop.order.domain.Orders;
import shop.order.domain.UserStanding;
import shop.order.users.UserDirectory;

/** Asks about the users of PENDING orders until there is an answer, and tells the orders. */
record Verification(ProcessSettings settings, Orders orders, UserDirectory directory, Clock clock) implements Task {
    @Override
    public String name() {
        return "order-verification";
    }

    @Override
    public int parallelism() {
        return settings.verificationParallelism();
    }

    @Override
    public List<OpenOrder> take(Connection connection) throws SQLException {
        return OpenOrdersTable.takeUnverified(
                connection, settings.verificationTimeout(), settings.batchSize(), settings.retryInterval());
    }

    @Override
    public CompletionStage<Boolean> perform(OpenOrder order) {
        return directory
                .standing(order.userId(), settings.question(order))
                .thenCompose(standing -> tell(order, standing));
    }

    private CompletionStage<Boolean> tell(OpenOrder order, UserStanding standing) {
        if (standing instanceof UserStanding.Undetermined) {
            return CompletableFuture.completedFuture(false);
        }
        var metadata = Instruction.metadata(order, "verified", clock);
        return orders.verified(order.orderId(), standing, metadata, COMMAND_TIMEOUT)
                .thenApply(reply -> true);
    }
}
