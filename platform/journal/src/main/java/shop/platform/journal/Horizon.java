package shop.platform.journal;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * The oldest write transaction that still runs on the server, in any database: no projection reads past it. An old
 * horizon is a session that must be ended by hand or, for our sessions, by {@code idle-in-transaction-timeout}.
 */
public final class Horizon {
    /** Only members of pg_read_all_stats see sessions of other roles; everyone sees prepared transactions. */
    private static final String AGE = """
            select coalesce(extract(epoch from clock_timestamp() - min(began)) * 1000, 0)::bigint
            from (select xact_start as began from pg_stat_activity where backend_xid is not null
                  union all
                  select prepared from pg_prepared_xacts) t
            """;

    private Horizon() {}

    /** Returns how long the oldest write transaction has run; zero without one. */
    public static CompletionStage<Duration> age(Database database) {
        return database.read(connection -> {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery(AGE)) {
                row.next();
                return Duration.ofMillis(Math.max(0, row.getLong(1)));
            }
        });
    }
}
