package shop.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LagsIT {
    private static final String TABLES = "create table event_journal (persistence_id varchar, sequence_number bigint);"
            + " create table users (id uuid, created_at timestamptz, revision bigint)";

    @Test
    void aLagIsTheTimeFromTheCommitOfTheEventToTheCommitOfTheRow(@TempDir Path directory) throws Exception {
        try (var server = Stack.postgres(directory.resolve("postgres"));
                var database = new Database(server.jdbcUrl("postgres"))) {
            database.execute(TABLES);
            var shown = UUID.randomUUID();
            var changedSince = UUID.randomUUID();
            var from = Instant.now().minusSeconds(1);
            for (var id : new UUID[] {shown, changedSince}) {
                database.execute("insert into event_journal values ('User|" + id + "', 1), ('User|" + id + "', 2)");
            }

            database.execute("begin; insert into users values ('" + shown + "', clock_timestamp(), 1), ('"
                    + changedSince + "', clock_timestamp(), 2); select pg_sleep(0.5); commit");

            var lag = Lags.of(View.USERS, "64 in flight", window(from, database), database, database);
            assertThat(lag.micros().getTotalCount()).isEqualTo(1);
            assertThat(lag.percentileMillis(50)).isGreaterThan(490);
        }
    }

    private static Measurement window(Instant from, Database database) throws Exception {
        var seconds = Double.parseDouble(database.one("select extract(epoch from clock_timestamp())"))
                - from.toEpochMilli() / 1000.0;
        var window = new Window(from, seconds, 1, Map.of(), new Histogram(3));
        return new Measurement(Subject.CREATE_USER, "64 in flight", 1, window, null, 0);
    }
}
