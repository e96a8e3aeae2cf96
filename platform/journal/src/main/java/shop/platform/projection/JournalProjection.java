package shop.platform.projection;

import com.typesafe.config.Config;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import shop.platform.journal.Partitions;

/**
 * The declaration of a projection of the journal.
 *
 * @param name under which its offsets are stored
 * @param entityType prefix of the persistence ids, before the {@code |}
 * @param tables that only it fills; none if it takes events to a destination outside the transaction
 * @param unawareRefused for how long after a reset workers that know no generations are rejected
 */
public record JournalProjection(String name, String entityType, List<String> tables, Duration unawareRefused)
        implements Resettable {
    /** Twice the interval at which idle workers of release 0.1.0 notice a reset: they look every 10 s. */
    private static final Duration NOTICED_BY_ALL = Duration.ofSeconds(20);

    /**
     * All partitions' locks, in one order: see {@link Fence}. Workers that are at work finish, and the next ones wait.
     */
    private static final String LOCK =
            "select pg_advisory_xact_lock(hashtextextended(? || '-' || partition, 0)) from generate_series(0, ?) partition";

    private static final String BEGIN_NEXT = """
            insert into projection_generation values (?, 1, clock_timestamp() + ? * interval '1 millisecond')
            on conflict (projection_name) do update
            set (generation, unaware_refused_until)
            = (projection_generation.generation + 1, excluded.unaware_refused_until)
            """;
    private static final String FORGET = "delete from akka_projection_offset_store where projection_name = ?";

    /**
     * Declares a projection that fills tables. A worker that knows no generations compares offsets in the same
     * transaction, so it need not be rejected.
     */
    public static JournalProjection filling(String name, String entityType, String... tables) {
        return new JournalProjection(name, entityType, List.of(tables), Duration.ZERO);
    }

    /** Returns a projection that publishes events. */
    public static JournalProjection publishing(String name, String entityType) {
        return new JournalProjection(name, entityType, List.of(), NOTICED_BY_ALL);
    }

    @Override
    public String description() {
        return tables.isEmpty()
                ? "publishes " + entityType + " events"
                : "fills " + String.join(", ", tables) + " from " + entityType + " events";
    }

    @Override
    public void reset(Connection connection) throws SQLException {
        try (var lock = connection.prepareStatement(LOCK);
                var next = connection.prepareStatement(BEGIN_NEXT);
                var forget = connection.prepareStatement(FORGET);
                var empty = connection.createStatement()) {
            lock.setString(1, name);
            lock.setInt(2, Partitions.COUNT - 1);
            lock.execute();
            next.setString(1, name);
            next.setLong(2, unawareRefused.toMillis());
            next.executeUpdate();
            forget.setString(1, name);
            forget.executeUpdate();
            for (var table : tables) {
                empty.execute("truncate " + table);
            }
        }
    }

    @Override
    public Progress progress(Connection connection, Config config) throws SQLException {
        return JournalProgress.upToNow(connection, name, entityType);
    }
}
