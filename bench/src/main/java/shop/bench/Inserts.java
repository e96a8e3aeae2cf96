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
 * table has the journal's key and no other index, the least that a journal can have. Fenced ones check, in the statement that inserts,
 * that their writer's row is still there and hold it until the commit, as the journal's inserts do.
 */
final class Inserts {
    private static final String TABLE = "create table yardstick (ordering bigserial, persistence_id text not null,"
            + " sequence_number bigint not null, written bigint not null, manifest text not null,"
            + " payload bytea not null, primary key (persistence_id, sequence_number))";
    private static final String INSERT = "insert into yardstick (persistence_id, sequence_number, written, manifest,"
            + " payload) values (?, 1, ?, 'shop.Event', ?)";
    private static final String WRITERS = "create table yardstick_writer (node bigint not null, lane smallint not null,"
            + " epoch bigint not null, primary key (node, lane))";
    private static final String FENCED_INSERT = "with writer as materialized (select 1 from yardstick_writer"
            + " where node = 1 and lane = ? and epoch = 1 for share) insert into yardstick (persistence_id,"
            + " sequence_number, written, manifest, payload) select ?, 1, ?, 'shop.Event', ? from writer";

    private final String jdbcUrl;
    private final int connections;
    private final int rowsPerCommit;
    private final boolean fenced;

    /** @param fenced only with one row per commit */
    Inserts(String jdbcUrl, int connections, int rowsPerCommit, boolean fenced) {
        // Without this the driver sends one statement a row, also in a batch.
        this.jdbcUrl = jdbcUrl + "&reWriteBatchedInserts=true";
        this.connections = connections;
        this.rowsPerCommit = rowsPerCommit;
        this.fenced = fenced;
    }

    @Override
    public String toString() {
        return connections + (connections == 1 ? " connection, " : " connections, ")
                + (rowsPerCommit == 1 ? "1 row" : rowsPerCommit + " rows") + " per commit";
    }

    /** A load that counts rows; its latency is a commit's. */
    Running start(int rowBytes) throws SQLException {
        try (var database = new Database(jdbcUrl)) {
            database.execute("drop table if exists yardstick, yardstick_writer");
            database.execute(TABLE);
            database.execute(WRITERS);
            database.execute("insert into yardstick_writer select 1, lane, 1 from generate_series(0, "
                    + (connections - 1) + ") lane");
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
                var lane = i;
                Callable<Void> writer = () -> write(lane);
                writers.add(threads.submit(writer));
            }
        }

        Window window(Duration length) throws InterruptedException {
            return tally.during(length);
        }

        private Void write(int lane) throws SQLException {
            var payload = new byte[payloadBytes];
            ThreadLocalRandom.current().nextBytes(payload);
            try (var connection = DriverManager.getConnection(jdbcUrl)) {
                connection.setAutoCommit(rowsPerCommit == 1);
                try (var insert = connection.prepareStatement(fenced ? FENCED_INSERT : INSERT)) {
                    if (fenced) {
                        insert.setInt(1, lane);
                    }
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
            var first = fenced ? 2 : 1;
            for (var row = 0; row < rowsPerCommit; row++) {
                insert.setString(first, persistenceId());
                insert.setLong(first + 1, System.currentTimeMillis());
                insert.setBytes(first + 2, payload);
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
                database.execute("drop table yardstick, yardstick_writer");
            }
        }
    }
}
