package shop.platform.messaging;

import com.google.protobuf.Message;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import shop.platform.journal.ConnectionFunction;
import shop.platform.journal.Database;

/** A consumer's database transactions. Safe for use by several threads. */
final class ConsumerTransactions<M extends Message> {
    /** Reports that the consumer was rebuilt meanwhile: earlier positions are invalid. */
    static final class Rebuilt extends Exception {}

    private final Database database;
    private final Generation generation;
    private final ConsumedMessages consumed;
    private final ConsumedPositions positions;
    private final RecordHandler<M> handler;
    private final MessagingTelemetry telemetry;

    ConsumerTransactions(Database database, String consumer, RecordHandler<M> handler, MessagingTelemetry telemetry) {
        this.telemetry = telemetry;
        this.database = database;
        this.generation = new Generation(consumer);
        this.consumed = new ConsumedMessages(consumer);
        this.positions = new ConsumedPositions(consumer);
        this.handler = handler;
    }

    /** Blocks. */
    long generation() throws SQLException {
        return inTransaction(generation::read);
    }

    CompletionStage<Long> generationLater() {
        return database.read(generation::read);
    }

    /** @throws RuntimeException if the record can never be handled */
    void verify(ReceivedRecord<M> received) {
        handler.verify(received);
    }

    /** Returns the consumer's position on each partition in this era. Blocks. */
    Map<Integer, Long> positions(ConsumptionEra expected) throws SQLException {
        return inTransaction(connection -> positions.read(connection, expected));
    }

    /**
     * Passes records that were not handled before to the handler, and marks them as handled. Blocks.
     *
     * @param reached by partition, the positions behind the last records that have had their effect then
     */
    void handle(ConsumptionEra expected, List<ReceivedRecord<M>> records, Map<Integer, Long> reached)
            throws SQLException, Rebuilt {
        boolean current = inTransaction(connection -> {
            if (generation.hold(connection) != expected.generation()) {
                return false;
            }
            if (!records.isEmpty()) {
                var fresh = consumed.remember(connection, records);
                if (!fresh.isEmpty()) {
                    process(connection, fresh);
                }
            }
            positions.write(connection, expected, reached);
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
