package shop.platform.grpc;

import akka.NotUsed;
import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Source;
import com.google.protobuf.Message;
import io.grpc.Status.Code;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** Lets calls in while the node is open, counts them, and ends them at their deadlines, streams also when the node leaves. */
final class CallGate {

    private final ActorSystem<?> system;
    private final BooleanSupplier open;
    private final CallLimit.Settings perMethod;
    /** One answer for all: under load nothing but the refused call's id differs, and that is in a header. */
    private final ApiException overloaded;
    /** What the node's leaving waits for: calls whose request is on its way here, running calls, and streams. */
    private final AtomicInteger inFlight = new AtomicInteger();
    /** Calls with one answer whose request is here. One that is slow to send its request takes nobody's room. */
    private final AtomicInteger running = new AtomicInteger();

    private final LongAdder shed = new LongAdder();
    private final SharedKillSwitch streams = KillSwitches.shared("streams");

    /**
     * @param perMethod how many calls with one answer may run at a time, of all methods together the most of one; what is more is
     *     refused, and so are new streams meanwhile
     */
    CallGate(ActorSystem<?> system, BooleanSupplier open, CallLimit.Settings perMethod) {
        this.system = system;
        this.open = open;
        this.perMethod = perMethod;
        this.overloaded = ApiException.builder(
                        Code.RESOURCE_EXHAUSTED, "OVERLOADED", "Node overloaded; retry later or on another node.")
                .quota("calls in flight", "at most " + perMethod.most() + " on a node, fewer while they take long")
                .sharedByCalls()
                .build();
    }

    /** The limit of one more method. */
    CallLimit limit() {
        return new CallLimit(perMethod);
    }

    int inFlight() {
        return inFlight.get();
    }

    /** Ends every stream, those that begin later included: nobody can wait for the end of a stream that has none. */
    void endStreams() {
        streams.abort(ApiException.builder(
                        Code.UNAVAILABLE, "NODE_LEAVING", "The node is shutting down; retry on another node.")
                .build());
    }

    /** How many calls were refused because too many were running. */
    long shed() {
        return shed.sum();
    }

    /**
     * Refuses early what would be refused anyway, so that nothing of it need be read.
     *
     * @throws ApiException when a call that arrives now has no chance
     */
    void check(CallContext context, CallLimit limit) {
        refusal(context).ifPresent(refusal -> {
            throw refusal;
        });
        if (running.get() >= perMethod.most() || limit.isFull()) {
            shed.increment();
            throw overloaded;
        }
    }

    /** Runs a call with one answer; an answer that comes after the deadline is dropped. */
    CompletionStage<Message> unary(
            CallContext context,
            CallLimit limit,
            CompletionStage<? extends Message> request,
            Function<Message, CompletionStage<Message>> call) {
        Optional<ApiException> refusal = refusal(context);
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.get());
        }
        inFlight.incrementAndGet();
        CompletionStage<Message> result = isHere(request)
                ? run(context, limit, request.toCompletableFuture().join(), call)
                : request.thenCompose(message -> run(context, limit, message, call));
        return whenOver(result, inFlight);
    }

    private static boolean isHere(CompletionStage<? extends Message> request) {
        return request instanceof CompletableFuture<? extends Message> future
                && future.isDone()
                && !future.isCompletedExceptionally();
    }

    private CompletionStage<Message> run(
            CallContext context, CallLimit limit, Message request, Function<Message, CompletionStage<Message>> call) {
        if (!tryBegin(limit)) {
            shed.increment();
            return CompletableFuture.failedFuture(overloaded);
        }
        long begun = System.nanoTime();
        CompletionStage<Message> result = call.apply(request);
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

    private static CompletionStage<Message> whenOver(CompletionStage<Message> result, AtomicInteger count) {
        if (isOver(result)) {
            count.decrementAndGet();
            return result;
        }
        return result.whenComplete((answer, failure) -> count.decrementAndGet());
    }

    private static boolean isOver(CompletionStage<Message> result) {
        return result instanceof CompletableFuture<Message> future && future.isDone();
    }

    /** Runs a call with a stream of answers, which fails at the deadline. It is in flight while it is materialized. */
    Source<Message, NotUsed> streaming(CallContext context, Supplier<Source<Message, NotUsed>> call) {
        Optional<ApiException> refusal = refusal(context);
        if (refusal.isPresent()) {
            return Source.failed(refusal.get());
        }
        Deadline deadline = context.deadline();
        return Source.lazySource(() -> {
                    inFlight.incrementAndGet();
                    Source<Message, NotUsed> result = call.get();
                    return (deadline.isBounded() ? bounded(deadline, result) : result)
                            .via(streams.flow())
                            .watchTermination((unused, done) -> {
                                done.whenComplete((d, failure) -> inFlight.decrementAndGet());
                                return unused;
                            });
                })
                .mapMaterializedValue(stage -> NotUsed.getInstance());
    }

    private Optional<ApiException> refusal(CallContext context) {
        if (!open.getAsBoolean()) {
            return Optional.of(ApiException.builder(
                            Code.UNAVAILABLE, "STARTING", "The node is starting; retry later or on another node.")
                    .build());
        }
        return context.deadline().isExpired() ? Optional.of(ErrorMapper.deadlineExceeded()) : Optional.empty();
    }

    private CompletionStage<Message> bounded(Deadline deadline, CompletionStage<Message> result) {
        CompletableFuture<Message> answer = new CompletableFuture<>();
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
