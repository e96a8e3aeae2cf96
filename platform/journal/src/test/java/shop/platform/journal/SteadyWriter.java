package shop.platform.journal;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import shop.devstack.OwnThread;

/**
 * Writes the next event of each of ten entities, {@code Thing|0} to {@code Thing|9}, again and again until it is stopped. It has a
 * thread of its own: one that keeps a thread of the JVM's common pool delays whatever else runs there.
 */
public final class SteadyWriter implements AutoCloseable {
    public static final int ENTITIES = 10;
    private static final long BOUND_SECONDS = 90;

    private final CompletableFuture<Long> written = new CompletableFuture<>();
    private volatile boolean stopped;

    private SteadyWriter() {}

    /** @param pause between two commits */
    public static SteadyWriter start(TestNode node, Duration pause) {
        var writer = new SteadyWriter();
        OwnThread.run(() -> writer.run(node, pause));
        return writer;
    }

    private void run(TestNode node, Duration pause) {
        try (var writer = new RawWriter(node)) {
            var last = 0L;
            while (!stopped) {
                last++;
                for (var entity = 0; entity < ENTITIES; entity++) {
                    writer.write("Thing|" + entity, last);
                }
                writer.commit();
                LockSupport.parkNanos(pause.toNanos());
            }
            written.complete(last);
        } catch (SQLException | RuntimeException e) {
            written.completeExceptionally(e);
        }
    }

    /** Returns the last sequence number of each entity. */
    public long stop() throws Exception {
        stopped = true;
        return written.get(BOUND_SECONDS, SECONDS);
    }

    /** A test that fails leaves no writer behind. */
    @Override
    public void close() {
        stopped = true;
    }
}
