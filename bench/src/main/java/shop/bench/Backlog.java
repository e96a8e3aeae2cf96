package shop.bench;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How far a view was behind while entities were created: those acknowledged that it does not show yet.
 *
 * @param behind one sample a second
 * @param drained how long after the load's end the view showed every one; negative when it never did
 */
record Backlog(View view, String load, int round, List<Long> behind, Duration drained) {
    static final Duration DRAIN = Duration.ofMinutes(5);
    static final Duration NEVER = Duration.ofSeconds(-1);
    /** What is older than this when the watch begins is in the view, and need not be counted again and again. */
    private static final Duration SETTLED = Duration.ofMinutes(1);

    long first() {
        return behind.isEmpty() ? 0 : behind.get(0);
    }

    long last() {
        return behind.isEmpty() ? 0 : behind.get(behind.size() - 1);
    }

    long most() {
        return behind.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /**
     * A view to be watched while a load runs.
     *
     * @param created how many entities were acknowledged up to now
     */
    record Watched(View view, Database database, LongSupplier created) {}

    /** Takes samples on a thread and a connection of its own until it is asked for the result. */
    static final class Watch {
        private final Watched watched;
        private final Database database;
        private final Instant since;
        private final long before;
        private final List<Long> behind = new ArrayList<>();
        private final Thread thread = new Thread(this::sample, "bench-backlog");
        private volatile boolean stopping;
        private volatile SQLException failure;

        Watch(Watched watched) throws SQLException {
            this.watched = watched;
            database = watched.database().another();
            since = Instant.now().minus(SETTLED);
            before = database.shownIn(watched.view()) - database.shownIn(watched.view(), since);
            thread.setDaemon(true);
            thread.start();
        }

        private void sample() {
            try {
                while (!stopping) {
                    var shown = before + database.shownIn(watched.view(), since);
                    behind.add(Math.max(0, watched.created().getAsLong() - shown));
                    TimeUnit.SECONDS.sleep(1);
                }
            } catch (SQLException e) {
                failure = e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Ends the sampling; to be called when the load has ended, since it waits until the view has caught up. */
        Backlog result(String load, int round) throws InterruptedException, SQLException {
            stopping = true;
            thread.join();
            if (failure != null) {
                throw failure;
            }
            try (database) {
                var start = System.nanoTime();
                var drained =
                        database.awaitShownIn(watched.view(), watched.created().getAsLong(), DRAIN);
                var after = drained ? Duration.ofNanos(System.nanoTime() - start) : NEVER;
                return new Backlog(watched.view(), load, round, behind, after);
            }
        }
    }
}
