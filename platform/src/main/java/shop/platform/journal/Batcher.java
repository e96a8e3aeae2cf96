package shop.platform.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * Runs many small requests as few large ones: while a lane's statement runs, what arrives for the lane waits, and all of it goes
 * into the next statement. Alone, a request starts at once; under load the batches grow by themselves. Requests of one key run in
 * the order of their submission, because they share a lane. Safe for use by several threads.
 */
final class Batcher<I, O> {
    /** One statement for many requests; it takes effect for all of them or for none. */
    @FunctionalInterface
    interface Work<I, O> {
        /** Returns one result a request, in the order of the requests. */
        List<O> run(Connection connection, List<I> requests) throws SQLException;
    }

    /**
     * @param lanes statements at the same time, each on a connection of its own
     * @param queue requests that may wait in a lane
     * @param batch requests in a statement
     */
    record Limits(int lanes, int queue, int batch) {}

    private final List<BatchLane<I, O>> lanes;

    Batcher(String name, DataSource pool, Executor executor, Limits limits, OperationTimer timer, Work<I, O> work) {
        lanes = IntStream.range(0, limits.lanes())
                .mapToObj(lane -> new BatchLane<>(name, pool, executor, limits, timer, work))
                .toList();
    }

    /** Fails with {@link JournalOverloadedException} when the queue is full, else with what the work throws. */
    CompletionStage<O> submit(String key, I request) {
        return lanes.get(Math.floorMod(key.hashCode(), lanes.size())).submit(request);
    }
}
