package shop.platform.grpc.client;

import io.grpc.Context;
import io.opentelemetry.api.trace.Span;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import shop.platform.call.Deadline;
import shop.platform.grpc.CallContext;
import shop.platform.telemetry.TraceParent;

/**
 * The context of a call to another service: the remaining time, and the request and trace that it is part of.
 * Immutable.
 *
 * @param deadline goes out as {@code grpc-timeout}
 * @param requestId goes out as {@code x-request-id}; empty: the called service makes its own
 * @param traceparent W3C trace context; empty: none
 */
public record OutgoingCall(Deadline deadline, Optional<String> requestId, Optional<String> traceparent) {

    static final Context.Key<OutgoingCall> CURRENT = Context.key("shop-outgoing-call");

    /** Returns a call that is part of no other. */
    public static OutgoingCall within(Deadline deadline) {
        return new OutgoingCall(deadline, Optional.empty(), Optional.empty());
    }

    /** Returns a call on behalf of one that is being served, within its deadline. */
    public static OutgoingCall onBehalfOf(CallContext served) {
        return new OutgoingCall(served.deadline(), Optional.of(served.requestId()), text(served.traceparent()));
    }

    /** Runs something in the call's trace, such as its guard. */
    public <T> T traced(Supplier<T> work) {
        return trace().wrapSupplier(work).get();
    }

    /** Returns the same call with another deadline. */
    public OutgoingCall with(Deadline changed) {
        return new OutgoingCall(changed, requestId, traceparent);
    }

    /**
     * Makes the call, as part of the current span, if there is one: one unary method of a generated client whose
     * settings are from {@link ServiceChannel}. Cancelling the result as a future cancels the call.
     *
     * @param method begins the call on this thread, e.g. {@code () -> users.getUser(request)}
     */
    public <T> CompletableFuture<T> make(Supplier<? extends CompletionStage<T>> method) {
        Context.CancellableContext context =
                Context.ROOT.withValue(CURRENT, inCurrentSpan()).withCancellation();
        var result = new CompletableFuture<T>();
        try {
            context.wrap(method::get).call().whenComplete((answer, failure) -> {
                context.close();
                if (failure == null) {
                    result.complete(answer);
                } else {
                    result.completeExceptionally(failure);
                }
            });
        } catch (Exception refused) {
            context.close();
            return CompletableFuture.failedFuture(refused);
        }
        result.whenComplete((answer, failure) -> context.close());
        return result;
    }

    io.opentelemetry.context.Context trace() {
        return TraceParent.parse(traceparent.orElse(""));
    }

    private OutgoingCall inCurrentSpan() {
        String current = TraceParent.of(Span.current());
        return current.isEmpty() ? this : new OutgoingCall(deadline, requestId, Optional.of(current));
    }

    private static Optional<String> text(String traceparent) {
        return traceparent.isEmpty() ? Optional.empty() : Optional.of(traceparent);
    }
}
