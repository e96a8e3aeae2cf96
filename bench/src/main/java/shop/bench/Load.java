package shop.bench;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Calls that keep coming until the load is closed. A call is driven by grpc-java's callbacks on the channel's event
 * loop: no thread, future, stream or exception a call, so that the driver takes as little as it can of the processors it shares
 * with what it measures. Every call has a deadline, so none is missing from the counts.
 */
abstract sealed class Load<Q, R> implements AutoCloseable permits ClosedLoop, OpenLoop {
    static final Duration DEADLINE = Duration.ofSeconds(10);
    /** One is right; of a second one grpc-java makes an error. */
    private static final int MESSAGES = 2;

    private final Operation<Q, R> operation;
    private final int most;
    private final Semaphore free;
    private final Tally tally = new Tally();
    private final ExecutorService afterFailure =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "bench-after-failure"));
    private volatile boolean closing;

    Load(Operation<Q, R> operation, int most) {
        this.operation = operation;
        this.most = most;
        this.free = new Semaphore(most);
    }

    /** What happens from now on for {@code length}, the calls in flight at its start included. */
    final Window window(Duration length) throws InterruptedException {
        return tally.during(length);
    }

    /** Begins a window where several loads run and each has its own; {@link #end} ends it. */
    final void begin() {
        tally.begin();
    }

    final Window end() {
        return tally.end();
    }

    final boolean closing() {
        return closing;
    }

    final Semaphore free() {
        return free;
    }

    final Executor afterFailure() {
        return afterFailure;
    }

    /** Starts no more calls and waits for those in flight. */
    @Override
    public void close() {
        closing = true;
        if (!Interruption.asFailure(() -> free.tryAcquire(most, DEADLINE.toMillis() * 2, TimeUnit.MILLISECONDS))) {
            throw new IllegalStateException(
                    "calls in flight: " + (most - free.availablePermits()) + " (expected: 0 after their deadline)");
        }
        afterFailure.shutdown();
    }

    /** A call that can be made again and again, one at a time; it holds one permit of {@link #free} meanwhile. */
    abstract class Call extends ClientCall.Listener<R> {
        private final Channel channel;
        private Q request;
        private boolean right;
        private long intended;

        Call(Channel channel) {
            this.channel = channel;
        }

        /** Starts the call; its latency counts from {@code intended}, a {@link System#nanoTime()}. */
        final void start(long intended) {
            this.intended = intended;
            request = operation.requests().get();
            right = false;
            var options = CallOptions.DEFAULT.withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            var call = channel.newCall(operation.method(), options);
            call.start(this, new Metadata());
            call.request(MESSAGES);
            call.sendMessage(request);
            call.halfClose();
        }

        abstract void succeeded();

        abstract void failed();

        @Override
        public final void onMessage(R answer) {
            right = operation.right().test(request, answer);
        }

        @Override
        public final void onClose(Status status, Metadata trailers) {
            if (!status.isOk()) {
                tally.failed(status.getCode().name());
                failed();
                return;
            }
            if (right) {
                tally.succeeded(System.nanoTime() - intended, 1);
            } else {
                tally.failed(Operation.WRONG_ANSWER);
            }
            succeeded();
        }
    }
}
