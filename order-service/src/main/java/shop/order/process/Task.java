package shop.order.process;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Something that is done with open orders, each for itself, until their events take them out of the table. */
interface Task {
    /** Enough for an order that has to be recovered first, on a busy node. */
    Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);

    /** Commands that a worker has in flight when it needs nothing but the orders. */
    int COMMANDS_IN_FLIGHT = 8;

    String name();

    /** Orders that a worker has in hand at the same time. */
    int parallelism();

    /** Takes orders that are due; they are due again after a while if they are open then. */
    List<OpenOrder> take(Connection connection) throws SQLException;

    /**
     * Does it. Doing it twice, or with an order that is no longer open, changes nothing.
     *
     * @return whether it is done; if not, or if the stage fails, it is tried again when the order is due again
     */
    CompletionStage<Boolean> perform(OpenOrder order);
}
