package shop.platform.journal;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Discards the connections of a pool when one of them cannot write. A session of PostgreSQL keeps {@code
 * default_transaction_read_only} as it was when it was opened, so one that was opened while the database was read-only
 * would refuse every write long after the database accepts them again. While the database stays read-only this happens
 * at most once per {@link #PAUSE}, so that connections are not replaced after each failed write; {@link #writable}
 * discards the rest. Thread-safe.
 */
final class ReadOnlyEviction implements SQLExceptionOverride {
    /** SQLSTATE {@code read_only_sql_transaction}. */
    static final String READ_ONLY = "25006";

    static final long PAUSE = 1_000_000_000L;
    private static final Logger log = LoggerFactory.getLogger(ReadOnlyEviction.class);

    private final LongSupplier nanoTime;
    private final AtomicLong last;
    /** Whether a connection was read-only since {@link #writable} was last called. */
    private final AtomicBoolean suspect = new AtomicBoolean();

    private volatile HikariDataSource pool;

    ReadOnlyEviction(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        last = new AtomicLong(nanoTime.getAsLong() - PAUSE);
    }

    /** The pool whose connections are discarded. */
    void of(HikariDataSource pool) {
        this.pool = pool;
    }

    // Qualified: the interface has a nested type of this name.
    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return READ_ONLY.equals(failure.getSQLState()) && evict() ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }

    /** Discards all connections of the pool, those in use on their return; returns false if it did so a moment ago. */
    boolean evict() {
        suspect.set(true);
        var now = nanoTime.getAsLong();
        var before = last.get();
        if (now - before < PAUSE || !last.compareAndSet(before, now)) {
            return false;
        }
        discard("the database is read-only");
        return true;
    }

    /**
     * Call it when the database has just accepted writes: discards the connections that may have been opened while it
     * did not, which is all of them if one was read-only since the last call.
     */
    void writable() {
        if (suspect.compareAndSet(true, false)) {
            discard("the database accepts writes again");
        }
    }

    private void discard(String reason) {
        var evicted = pool;
        if (evicted != null && evicted.getHikariPoolMXBean() != null) {
            log.warn("{}: {}; all connections are replaced", evicted.getPoolName(), reason);
            evicted.getHikariPoolMXBean().softEvictConnections();
        }
    }
}
