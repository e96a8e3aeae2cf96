package shop.platform.journal;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Runs one statement at a time, in the order of arrival. It uses a thread only while something is queued. */
final class BatchLane<I, O> {
    private record Entry<I, O>(I request, CompletableFuture<O> result) {}

    private final String name;
    private final DataSource pool;
    private final Executor executor;
    private final Batcher.Limits limits;
    private final OperationTimer timer;
    private final Batcher.Work<I, O> work;
    private final ArrayDeque<Entry<I, O>> queue = new ArrayDeque<>();
    private final Set<Entry<I, O>> open = new HashSet<>();
    private List<Entry<I, O>> taken = List.of();
    private boolean running;

    BatchLane(
            String name,
            DataSource pool,
            Executor executor,
            Batcher.Limits limits,
            OperationTimer timer,
            Batcher.Work<I, O> work) {
        this.timer = timer;
        this.name = name;
        this.pool = pool;
        this.executor = executor;
        this.limits = limits;
        this.work = work;
    }

    CompletionStage<O> submit(I request) {
        var entry = new Entry<I, O>(request, new CompletableFuture<>());
        if (enqueue(entry)) {
            start();
        }
        return entry.result();
    }

    /** Completes when everything that was submitted before has ended, successfully or not. */
    CompletableFuture<Void> settled() {
        synchronized (queue) {
            return CompletableFuture.allOf(Stream.of(open, taken, queue)
                    .flatMap(Collection::stream)
                    .map(entry -> entry.result().handle((result, failure) -> null))
                    .toArray(CompletableFuture[]::new));
        }
    }

    /** Returns whether the lane must be started. */
    private boolean enqueue(Entry<I, O> entry) {
        synchronized (queue) {
            if (queue.size() < limits.queue()) {
                queue.add(entry);
                var start = !running;
                running = true;
                return start;
            }
        }
        entry.result().completeExceptionally(new JournalOverloadedException(name, limits.queue()));
        return false;
    }

    private void start() {
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException e) {
            for (var batch = take(); !batch.isEmpty(); batch = take()) {
                fail(batch, e);
            }
        }
    }

    private void drain() {
        for (var batch = take(); !batch.isEmpty(); batch = take()) {
            runIsolatingFailures(batch);
        }
    }

    /** An empty batch stops the lane. */
    private List<Entry<I, O>> take() {
        synchronized (queue) {
            var batch = new ArrayList<Entry<I, O>>(Math.min(queue.size(), limits.batch()));
            while (!queue.isEmpty() && batch.size() < limits.batch()) {
                batch.add(queue.poll());
            }
            running = !batch.isEmpty();
            taken = batch;
            return batch;
        }
    }

    /** One bad request must fail alone: a batch rejected because of its data runs again, request by request. */
    private void runIsolatingFailures(List<Entry<I, O>> batch) {
        try {
            run(batch);
        } catch (OutcomeUnknownException e) {
            leaveOpen(batch, e);
        } catch (SQLException | RuntimeException e) {
            if (batch.size() == 1 || !isRefusedForItsData(e)) {
                fail(batch, e);
                return;
            }
            batch.forEach(entry -> runIsolatingFailures(List.of(entry)));
        }
    }

    private void run(List<Entry<I, O>> batch) throws SQLException {
        var requests = batch.stream().map(Entry::request).toList();
        var results = timer.time(() -> {
            try (var connection = pool.getConnection()) {
                return work.run(connection, requests);
            }
        });
        for (var i = 0; i < batch.size(); i++) {
            batch.get(i).result().complete(results.get(i));
        }
    }

    private void leaveOpen(List<Entry<I, O>> batch, OutcomeUnknownException e) {
        synchronized (queue) {
            open.addAll(batch);
        }
        e.settled().whenComplete((settled, failure) -> {
            fail(batch, (Exception) e.getCause());
            synchronized (queue) {
                batch.forEach(open::remove);
            }
        });
    }

    private void fail(List<Entry<I, O>> batch, Exception cause) {
        batch.forEach(entry -> entry.result().completeExceptionally(cause));
    }

    /**
     * SQLSTATE classes 22 (data exception) and 23 (integrity constraint violation): the server has rolled the batch
     * back.
     */
    private static boolean isRefusedForItsData(Exception e) {
        return e instanceof SQLException refusal
                && refusal.getSQLState() != null
                && (refusal.getSQLState().startsWith("22")
                        || refusal.getSQLState().startsWith("23"));
    }
}
