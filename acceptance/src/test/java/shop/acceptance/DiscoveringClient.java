package shop.acceptance;

import com.google.protobuf.Message;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The least that a caller in the same system does: asks Consul five times a second which instances take traffic, keeps a
 * connection to each, and spreads its calls evenly. A call that an instance does not take is made once more, on the next
 * one, as Shop's own channels do; how often that was is counted. Safe for use by several threads.
 */
final class DiscoveringClient implements AutoCloseable {
    private static final Duration LEAVE = Duration.ofSeconds(5);

    private final ClusterState state;
    private final Duration deadline;
    private final TreeMap<Integer, InstanceChannel> instances = new TreeMap<>();
    private final List<InstanceChannel> leaving = new ArrayList<>();
    private final ScheduledExecutorService poll = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger repeated = new AtomicInteger();
    private int turn;

    /** @param deadline of each call */
    DiscoveringClient(ClusterState state, Duration deadline) {
        this.state = state;
        this.deadline = deadline;
        follow(state.passing());
        poll.scheduleWithFixedDelay(this::look, 200, 200, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            follow(state.passing());
        } catch (RuntimeException e) {
            // Consul is away: what was known last is the best there is. Thrown on, it would end the polling.
            return;
        }
    }

    private synchronized void follow(Set<Integer> passing) {
        // A Consul agent that has just started knows nobody.
        if (passing.isEmpty()) {
            return;
        }
        var gone = instances.keySet().stream()
                .filter(port -> !passing.contains(port))
                .toList();
        gone.forEach(port -> leave(instances.remove(port)));
        passing.forEach(port -> instances.computeIfAbsent(
                port, fresh -> new InstanceChannel(Access.of(state.stack()), fresh, deadline)));
    }

    /** Not at once: a channel that has just begun to connect would fail the calls that wait for it. */
    private void leave(InstanceChannel channel) {
        leaving.add(channel);
        poll.schedule(channel::close, LEAVE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Begins a call on the instance whose turn it is; what it changes must carry a request id. */
    <I extends Message, O extends Message> CompletableFuture<O> call(Rpc<I, O> rpc, I request) {
        return attempt(rpc, request)
                .handle((answer, failure) -> {
                    if (failure == null || Status.fromThrowable(failure).getCode() != Status.Code.UNAVAILABLE) {
                        return failure == null
                                ? CompletableFuture.completedFuture(answer)
                                : CompletableFuture.<O>failedFuture(failure);
                    }
                    repeated.incrementAndGet();
                    return attempt(rpc, request);
                })
                .thenCompose(Function.identity());
    }

    private synchronized <I extends Message, O extends Message> CompletableFuture<O> attempt(Rpc<I, O> rpc, I request) {
        if (instances.isEmpty()) {
            return CompletableFuture.failedFuture(
                    Status.UNAVAILABLE.withDescription("no instance").asRuntimeException());
        }
        List<InstanceChannel> channels = new ArrayList<>(instances.values());
        turn = (turn + 1) % channels.size();
        return channels.get(turn).call(rpc, request);
    }

    /** How many calls were made once more. */
    int repeated() {
        return repeated.get();
    }

    @Override
    public void close() {
        poll.shutdownNow();
        synchronized (this) {
            instances.values().forEach(InstanceChannel::close);
            instances.clear();
            leaving.forEach(InstanceChannel::close);
        }
    }
}
