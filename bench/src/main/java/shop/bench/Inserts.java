package shop.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Rows as large as the journal's, inserted by plain JDBC: what the database gives when nothing is in the way. The
 * table has the journal's key and no other index, the least that a journal can have.
 */
final class Inserts {
    private static final String TABLE = "create table yardstick (ordering bigserial, persistence_id text not null,"
            + " sequence_number bigint not null, written bigint not null, manifest text not null,"
            + " payload bytea not null, primary key (persistence_id, sequence_number))";
    private static final String INSERT = "insert into yardstick (persistence_id, sequence_number, written, manifest,"
            + " payload) values (?, 1, ?, 'shop.Event', ?)";

    private final String jdbcUrl;
    private final int connections;
    private final int rowsPerCommit;

    Inserts(String jdbcUrl, int connections, int rowsPerCommit) {
        // Without this the driver sends one statement a row, also in a batch.
        this.jdbcUrl = jdbcUrl + "&reWriteBatchedInserts=true";
        this.connections = connections;
        this.rowsPerCommit = rowsPerCommit;
    }

    @Override
    public String toString() {
        return connections + " connections, " + (rowsPerCommit == 1 ? "1 row" : rowsPerCommit + " rows") + " a commit";
    }

    /** A load that counts rows; its latency is a commit's. */
    Running start(int rowBytes) throws SQLException {
        try (var database = new Database(jdbcUrl)) {
            database.execute("drop table if exists yardstick");
            database.execute(TABLE);
            return new Running(Math.max(1, rowBytes - bytesWithoutPayload(database)));
        }
    }

    private int bytesWithoutPayload(Database database) throws SQLException {
        database.execute("insert into yardstick (persistence_id, sequence_number, written, manifest, payload) values"
                + " ('" + persistenceId() + "', 1, 0, 'shop.Event', '')");
        return Integer.parseInt(database.one("select pg_column_size(yardstick.*) from yardstick"));
    }

    /** Random, as the journal's are, so that the index is written all over; not secure, which would cost. */
    private static String persistenceId() {
        var random = ThreadLocalRandom.current();
        return "User|" + new UUID(random.nextLong(), random.nextLong());
    }

    final class Running implements AutoCloseable {
        private final int payloadBytes;
        private final Tally tally = new Tally();
        private final ExecutorService threads = Executors.newFixedThreadPool(connections);
        private final List<Future<Void>> writers = new ArrayList<>();
        private volatile boolean closing;

        private Running(int payloadBytes) {
            this.payloadBytes = payloadBytes;
            for (var i = 0; i < connections; i++) {
                Callable<Void> writer = this::write;
                writers.add(threads.submit(writer));
            }
        }

        Window window(Duration length) throws InterruptedException {
            return tally.during(length);
        }

        private Void write() throws SQLException {
            var payload = new byte[payloadBytes];
            ThreadLocalRandom.current().nextBytes(payload);
            try (var connection = DriverManager.getConnection(jdbcUrl)) {
                connection.setAutoCommit(rowsPerCommit == 1);
                try (var insert = connection.prepareStatement(INSERT)) {
                    while (!closing) {
                        var start = System.nanoTime();
                        commit(connection, insert, payload);
                        tally.succeeded(System.nanoTime() - start, rowsPerCommit);
                    }
                }
            }
            return null;
        }

        private void commit(Connection connection, PreparedStatement insert, byte[] payload) throws SQLException {
            for (var row = 0; row < rowsPerCommit; row++) {
                insert.setString(1, persistenceId());
                insert.setLong(2, System.currentTimeMillis());
                insert.setBytes(3, payload);
                if (rowsPerCommit > 1) {
                    insert.addBatch();
                }
            }
            if (rowsPerCommit == 1) {
                insert.executeUpdate();
                return;
            }
            insert.executeBatch();
            connection.commit();
        }

        /**
         * @throws IllegalStateException when a writer failed, so that what was counted is too little
         */
        @Override
        public void close() throws SQLException {
            closing = true;
            threads.shutdown();
            writers.forEach(writer -> Interruption.asFailure(writer::get));
            try (var database = new Database(jdbcUrl)) {
                database.execute("drop table yardstick");
            }
        }
    }
}
