package shop.platform.projection;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The reset of one projection or consumer, in one transaction. It never blocks callers for long: when a lock is not
 * granted soon, it releases the locks that it has, and retries.
 */
final class Reset {
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DEADLOCK = "40P01";
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 60;

    private Reset() {}

    /** Blocks, for a minute or two if locks are not available. */
    static void run(Connection connection, Resettable resettable) throws SQLException {
        for (var attempt = 1; ; attempt++) {
            try {
                attempt(connection, resettable);
                return;
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !mayPass(e)) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private static void attempt(Connection connection, Resettable resettable) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("set local lock_timeout = '2s'");
            resettable.reset(connection);
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static boolean mayPass(SQLException failure) {
        return LOCK_NOT_AVAILABLE.equals(failure.getSQLState()) || DEADLOCK.equals(failure.getSQLState());
    }
}
