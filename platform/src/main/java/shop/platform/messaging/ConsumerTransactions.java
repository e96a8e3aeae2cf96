package shop.platform.messaging;

import akka.Done;
import com.google.protobuf.Message;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import shop.platform.journal.ConnectionFunction;
import shop.platform.journal.Database;

/** What a consumer does to the database. Safe for use by several threads. */
final class ConsumerTransactions<M extends Message> {
    /** The consumer was rebuilt meanwhile: positions from before mean nothing now. */
    static final class Rebuilt extends Exception {}

    private final Database database;
    private final Generation generation;
    private final ConsumedMessages consumed;
    private final RecordHandler<M> handler;
    private final MessagingTelemetry telemetry;

    ConsumerTransactions(Database database, String consumer, RecordHandler<M> handler, MessagingTelemetry telemetry) {
        this.telemetry = telemetry;
        this.database = database;
        this.generation = new Generation(consumer);
        this.consumed = new ConsumedMessages(consumer);
        this.handler = handler;
    }

    /** Blocks. */
    long generation() throws SQLException {
        return inTransaction(generation::read);
    }

    CompletionStage<Long> generationLater() {
        return database.read(generation::read);
    }

    /** Hands those records to the handler that it has not had, and remembers them. Blocks. */
    void handle(long expected, List<ReceivedRecord<M>> records) throws SQLException, Rebuilt {
        boolean current = inTransaction(connection -> {
            if (generation.hold(connection) != expected) {
                return false;
            }
            var fresh = consumed.remember(connection, records);
            if (!fresh.isEmpty()) {
                process(connection, fresh);
            }
            return true;
        });
        if (!current) {
            throw new Rebuilt();
        }
    }

    private void process(Connection connection, List<ReceivedRecord<M>> fresh) throws SQLException {
        var spans = telemetry.process(fresh);
        var succeeded = false;
        try {
            handler.process(connection, fresh);
            succeeded = true;
        } finally {
            for (var span : spans) {
                MessagingTelemetry.end(span, succeeded);
            }
        }
    }

    /** Empties the consumer's tables and forgets all that was handled. */
    CompletionStage<Done> startOver(ConnectionFunction<?> empty) {
        return database.read(connection -> {
            connection.setAutoCommit(false);
            return committed(connection, open -> {
                generation.beginNext(open);
                consumed.forget(open);
                empty.apply(open);
                return Done.getInstance();
            });
        });
    }

    /** Blocks. */
    <T> T inTransaction(ConnectionFunction<T> work) throws SQLException {
        try (var connection = database.beginTransaction()) {
            return committed(connection, work);
        }
    }

    private static <T> T committed(Connection connection, ConnectionFunction<T> work) throws SQLException {
        try {
            var result = work.apply(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            connection.rollback();
            throw e;
        }
    }
}
