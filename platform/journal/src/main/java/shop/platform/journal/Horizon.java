package shop.platform.journal;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * The oldest write transaction that still runs on the server, in whatever database: no projection reads past it. A horizon that grows
 * old is a session to be ended by hand or, for ours, by {@code idle-in-transaction-timeout}.
 */
public final class Horizon {
    /** Sessions of other roles are seen by members of pg_read_all_stats only; prepared transactions by everyone. */
    private static final String AGE = """
            select coalesce(extract(epoch from clock_timestamp() - min(began)) * 1000, 0)::bigint
            from (select xact_start as began from pg_stat_activity where backend_xid is not null
                  union all
                  select prepared from pg_prepared_xacts) t
            """;

    private Horizon() {}

    /** How long the oldest write transaction has run; zero when none does. */
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
