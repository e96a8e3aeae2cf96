package shop.order.process;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import shop.order.domain.Orders;
import shop.order.domain.UserStanding;
import shop.order.domain.VerifiedBy;
import shop.order.users.CurrentReplica;
import shop.order.users.UserDirectory;

/**
 * Tells open orders that their user was deactivated; the order decides whether that still concerns it. That the user was, the replica
 * says; user-service is asked once more, and its word counts for more, if it answers.
 */
record Cancellation(
        ProcessSettings settings, Orders orders, UserDirectory directory, CurrentReplica replica, Clock clock)
        implements Task {
    @Override
    public String name() {
        return "order-cancellation";
    }

    @Override
    public int parallelism() {
        return settings.verificationParallelism();
    }

    @Override
    public List<OpenOrder> take(Connection connection) throws SQLException {
        return OpenOrdersTable.takeCancelled(connection, replica, settings.batchSize(), settings.retryInterval());
    }

    @Override
    public CompletionStage<Boolean> perform(OpenOrder order) {
        return directory
                .standing(order.userId(), settings.question(order))
                .thenCompose(standing -> act(order, standing));
    }

    private CompletionStage<Boolean> act(OpenOrder order, UserStanding standing) {
        return standing.fold(
                active -> act(order, active), () -> cancel(order), () -> cancel(order), () -> cancel(order));
    }

    private CompletionStage<Boolean> act(OpenOrder order, UserStanding.Active active) {
        // The replica knows more than user-service, which must have been set back: this is for people to put right.
        if (active.revision() < order.cancelRevision()) {
            return CompletableFuture.completedFuture(false);
        }
        // The deactivation came between the confirmation and now.
        if (order.verifiedRevision() > 0) {
            return cancel(order);
        }
        if (active.by() == VerifiedBy.REPLICA) {
            return CompletableFuture.completedFuture(false);
        }
        var metadata = Instruction.metadata(order, "verified", clock);
        return orders.verified(order.orderId(), active, metadata, COMMAND_TIMEOUT)
                .thenApply(reply -> true);
    }

    private CompletionStage<Boolean> cancel(OpenOrder order) {
        var metadata = Instruction.metadata(order, "user-deactivated|" + order.cancelRevision(), clock);
        return orders.userDeactivated(order.orderId(), order.cancelRevision(), metadata, COMMAND_TIMEOUT)
                .thenApply(reply -> true);
    }
}
