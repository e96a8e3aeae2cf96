package shop.platform.grpc;

import akka.NotUsed;
import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Source;
import com.google.protobuf.Message;
import io.grpc.Status.Code;
import io.opentelemetry.api.metrics.LongCounter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;
import shop.platform.call.Deadline;
import shop.platform.grpc.connection.Connection;
import shop.platform.grpc.connection.StreamKind;
import shop.platform.telemetry.Metric;
import shop.platform.telemetry.Telemetry;

/**
 * Admits calls while the node is open, counts them, and ends them at their deadlines; also ends streams when the node
 * leaves.
 */
final class CallGate {

    private static final ApiException TOO_MANY_STREAMS = ApiException.builder(
                    Code.RESOURCE_EXHAUSTED,
                    ErrorReason.TOO_MANY_STREAMS,
                    "Too many streams are open; end some, or call another node.")
            .quota("streams", "as shop.grpc.streams says, per connection, per source and per node")
            .build();

    private final ActorSystem<?> system;
    private final BooleanSupplier open;
    private final CallLimit.Settings perMethod;
    private final StreamKind kind;
    /** One answer for all: under load only the rejected call's id differs, and it is in a header. */
    private final ApiException overloaded;
    /** A leaving node waits for these: calls whose request is arriving, calls in flight, and streams. */
    private final AtomicInteger inFlight = new AtomicInteger();
    /** Unary calls whose request has arrived. A slow sender takes no slot. */
    private final AtomicInteger running = new AtomicInteger();

    private final LongCounter shed;
    private final SharedKillSwitch streams = KillSwitches.shared("streams");

    /**
     * @param perMethod maximum number of unary calls in flight per method, also the maximum in total; additional calls
     * and new streams are rejected
     */
    CallGate(ActorSystem<?> system, BooleanSupplier open, CallLimit.Settings perMethod, StreamKind kind) {
        this.kind = kind;
        this.system = system;
        this.open = open;
        this.shed = Telemetry.get(system).counter(Metric.CALLS_SHED);
        shed.add(0); // so that the metric exists before the first one
        this.perMethod = perMethod;
        this.overloaded = ApiException.builder(
                        Code.RESOURCE_EXHAUSTED,
                        ErrorReason.OVERLOADED,
                        "Node overloaded; retry later or on another node.")
                .quota("calls in flight", "at most " + perMethod.most() + " on a node, fewer while they take long")
                .sharedByCalls()
                .build();
    }

    /** Returns the limit of one more method. */
    CallLimit limit() {
        return new CallLimit(perMethod);
    }

    int inFlight() {
        return inFlight.get();
    }

    /** Ends every stream, including later ones: a stream may have no end to wait for. */
    void endStreams() {
        streams.abort(ApiException.builder(
                        Code.UNAVAILABLE, ErrorReason.NODE_LEAVING, "The node is shutting down; retry on another node.")
                .build());
    }

    /**
     * Admits a call whose headers have arrived, and passes it on. It is in flight from here on; a call counts during
     * its admission, which bounds the look-ups of keys.
     *
     * @param call never throws
     * @throws ApiException when a call that arrives now has no chance, so that it need not be read
     */
    <T> CompletionStage<T> arriving(
            CallContext context,
            CallLimit limit,
            Interceptor.Admission admission,
            Function<CallContext, CompletionStage<T>> call) {
        refusal(context).ifPresent(refusal -> {
            throw refusal;
        });
        if (running.get() >= perMethod.most() || limit.isFull()) {
            shed.add(1);
            throw overloaded;
        }
        inFlight.incrementAndGet();
        return whenOver(admitted(context, admission).thenCompose(call), inFlight);
    }

    private CompletionStage<CallContext> admitted(CallContext context, Interceptor.Admission admission) {
        running.incrementAndGet();
        CompletionStage<CallContext> admitted = admission.call(context);
        return whenOver(isOver(admitted) ? admitted : bounded(context.deadline(), admitted), running);
    }

    /** Runs an admitted unary call whose request has arrived; an answer after the deadline is dropped. */
    CompletionStage<Message> run(CallContext context, CallLimit limit, Supplier<CompletionStage<Message>> call) {
        Optional<ApiException> refusal = refusal(context);
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.get());
        }
        if (!tryBegin(limit)) {
            shed.add(1);
            return CompletableFuture.failedFuture(overloaded);
        }
        long begun = System.nanoTime();
        CompletionStage<Message> result = call.get();
        if (isOver(result)) {
            running.decrementAndGet();
            limit.endAtOnce();
            return result;
        }
        return bounded(context.deadline(), result).whenComplete((answer, failure) -> {
            running.decrementAndGet();
            if (failure instanceof ApiException api && api.code() == Code.DEADLINE_EXCEEDED) {
                limit.endTooLate();
            } else {
                limit.end(begun);
            }
        });
    }

    private boolean tryBegin(CallLimit limit) {
        if (running.incrementAndGet() <= perMethod.most() && limit.tryBegin()) {
            return true;
        }
        running.decrementAndGet();
        return false;
    }

    private static <T> CompletionStage<T> whenOver(CompletionStage<T> result, AtomicInteger count) {
        if (isOver(result)) {
            count.decrementAndGet();
            return result;
        }
        return result.whenComplete((answer, failure) -> count.decrementAndGet());
    }

    private static boolean isOver(CompletionStage<?> result) {
        return result instanceof CompletableFuture<?> future && future.isDone();
    }

    /** Runs a call with a stream of answers, which fails at the deadline. It is in flight while it is materialized. */
    Source<Message, NotUsed> streaming(CallContext context, Supplier<Source<Message, NotUsed>> call) {
        Optional<ApiException> refusal = refusal(context);
        if (refusal.isPresent()) {
            return Source.failed(refusal.get());
        }
        Deadline deadline = context.deadline();
        Optional<Connection> connection = context.connection();
        return Source.lazySource(() -> {
                    if (connection.isPresent() && !connection.get().tryStream(kind)) {
                        return Source.<Message>failed(TOO_MANY_STREAMS);
                    }
                    inFlight.incrementAndGet();
                    Source<Message, NotUsed> result = call.get();
                    return (deadline.isBounded() ? bounded(deadline, result) : result)
                            .via(streams.flow())
                            .watchTermination((unused, done) -> {
                                done.whenComplete((d, failure) -> {
                                    inFlight.decrementAndGet();
                                    connection.ifPresent(held -> held.streamed(kind));
                                });
                                return unused;
                            });
                })
                .mapMaterializedValue(stage -> NotUsed.getInstance());
    }

    private Optional<ApiException> refusal(CallContext context) {
        if (!open.getAsBoolean()) {
            return Optional.of(ApiException.builder(
                            Code.UNAVAILABLE,
                            ErrorReason.STARTING,
                            "The node is starting; retry later or on another node.")
                    .build());
        }
        return context.deadline().isExpired() ? Optional.of(ErrorMapper.deadlineExceeded()) : Optional.empty();
    }

    private <T> CompletionStage<T> bounded(Deadline deadline, CompletionStage<T> result) {
        if (!deadline.isBounded()) {
            return result;
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        Cancellable timer = system.scheduler()
                .scheduleOnce(
                        deadline.remaining(),
                        () -> answer.completeExceptionally(ErrorMapper.deadlineExceeded()),
                        system.executionContext());
        result.whenComplete((message, failure) -> {
            timer.cancel();
            if (failure == null) {
                answer.complete(message);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    private static Source<Message, NotUsed> bounded(Deadline deadline, Source<Message, NotUsed> result) {
        return result.completionTimeout(deadline.remaining())
                .mapError(
                        TimeoutException.class,
                        failure -> deadline.isExpired() ? ErrorMapper.deadlineExceeded() : failure);
    }
}
