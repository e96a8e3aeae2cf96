package shop.platform.journal;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import com.typesafe.config.Config;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import shop.platform.telemetry.Telemetry;

/**
 * Runs many small requests as few large ones: while a lane's statement runs, new requests for the lane wait, and all of
 * them go into the next statement. Alone, a request starts at once; under load the batches grow by themselves. Requests
 * of one key run in the order of their submission, because they share a lane. Safe for use by several threads.
 */
public final class Batcher<I, O> {
    /** One statement for many requests; it takes effect for all of them or for none. */
    @FunctionalInterface
    public interface Work<I, O> {
        /** Returns one result per request, in the order of the requests. */
        List<O> run(Connection connection, List<I> requests) throws SQLException;
    }

    /**
     * @param lanes concurrent statements, each on its own connection
     * @param queue requests that may wait in a lane
     * @param batch requests in a statement
     */
    record Limits(int lanes, int queue, int batch) {
        static Limits from(Config config) {
            return new Limits(config.getInt("lanes"), config.getInt("queue"), config.getInt("batch"));
        }
    }

    private final List<BatchLane<I, O>> lanes;

    Batcher(String name, DataSource pool, Executor executor, Limits limits, OperationTimer timer, Work<I, O> work) {
        this(name, pool, executor, limits, timer, lane -> work);
    }

    /** @param work of each lane, from 0 on */
    Batcher(
            String name,
            DataSource pool,
            Executor executor,
            Limits limits,
            OperationTimer timer,
            IntFunction<Work<I, O>> work) {
        lanes = IntStream.range(0, limits.lanes())
                .mapToObj(lane -> new BatchLane<>(name, pool, executor, limits, timer, work.apply(lane)))
                .toList();
    }

    /**
     * Writes beside the journal's own, on its connections and threads. Each statement commits by itself.
     *
     * @param name for messages
     * @param limits settings {@code lanes}, {@code queue} and {@code batch} as under {@code shop.journal}
     */
    public static <I, O> Batcher<I, O> besideTheJournal(
            ActorSystem<?> system, String name, Config limits, Work<I, O> work) {
        var executor = system.dispatchers().lookup(DispatcherSelector.fromConfig("shop.journal.dispatcher"));
        var timer = new OperationTimer(Telemetry.get(system), name);
        return new Batcher<>(name, Database.get(system).journal(), executor, Limits.from(limits), timer, work);
    }

    /**
     * Fails with {@link JournalOverloadedException} when the queue is full, otherwise with the exception of the work.
     */
    public CompletionStage<O> submit(String key, I request) {
        return lanes.get(Math.floorMod(key.hashCode(), lanes.size())).submit(request);
    }

    /** Completes when everything that was submitted before has ended, successfully or not. */
    CompletionStage<?> settled() {
        return CompletableFuture.allOf(lanes.stream().map(BatchLane::settled).toArray(CompletableFuture[]::new));
    }
}
