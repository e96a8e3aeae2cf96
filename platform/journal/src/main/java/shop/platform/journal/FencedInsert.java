package shop.platform.journal;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.util.PSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.platform.fencing.Fence;
import shop.platform.fencing.WriterTable;

/**
 * Runs the inserts of one lane, which take effect only while this node may write. A batch whose outcome is unknown
 * fails only when it is settled: after that no statement of the lane that is still in flight, or waits for a standby,
 * changes anything. So the recovery that follows, which waits for the write, reads a final state. Meanwhile the lane
 * rejects other batches. One batch at a time.
 */
final class FencedInsert implements Batcher.Work<List<StoredEvent>, Boolean> {
    private static final Logger log = LoggerFactory.getLogger(FencedInsert.class);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Fence fence;
    private final int lane;
    private final HikariDataSource pool;
    private final Executor executor;
    private volatile CompletableFuture<?> settled = CompletableFuture.completedFuture(null);
    private volatile long epoch = WriterTable.FIRST_EPOCH;

    FencedInsert(Fence fence, int lane, HikariDataSource pool, Executor executor) {
        this.fence = fence;
        this.lane = lane;
        this.pool = pool;
        this.executor = executor;
    }

    @Override
    public List<Boolean> run(Connection connection, List<List<StoredEvent>> writes) throws SQLException {
        fence.requireWriter();
        if (!settled.isDone()) {
            throw new SQLException("not sent: it is not known yet whether an earlier batch was written");
        }
        try {
            while (!EventInsert.run(connection, fence.node(), lane, epoch, writes)) {
                epoch = WriterTable.epoch(connection, fence.node(), lane).orElseThrow(fence::overtaken);
            }
        } catch (SQLException e) {
            if (isRefusal(e)) {
                throw e;
            }
            settled = CompletableFuture.runAsync(() -> settle(e), executor);
            throw new OutcomeUnknownException(e, settled);
        }
        return writes.stream().map(write -> true).toList();
    }

    /**
     * The server has reported that it did nothing, and the session continues: any other failure leaves the outcome
     * unknown.
     */
    private static boolean isRefusal(SQLException e) {
        return e instanceof PSQLException refusal
                && refusal.getServerErrorMessage() != null
                && !List.of("FATAL", "PANIC")
                        .contains(refusal.getServerErrorMessage().getSeverity())
                && !refusal.getSQLState().startsWith("08")
                && !refusal.getSQLState().startsWith("57P");
    }

    private void settle(SQLException cause) {
        log.warn("It is unknown whether events that were sent have been written; checking: {}", cause.getMessage());
        while (!fence.hasEnded() && !pool.isClosed()) {
            try (var connection = pool.getConnection()) {
                epoch = WriterTable.rotate(connection, fence.node(), lane).orElseThrow(fence::overtaken);
                log.info("The outcome of every earlier write is known");
                return;
            } catch (SQLException e) {
                log.debug("The outcome is still unknown: {}", e.getMessage());
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
