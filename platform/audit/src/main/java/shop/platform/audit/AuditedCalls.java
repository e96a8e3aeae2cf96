package shop.platform.audit;

import akka.NotUsed;
import akka.japi.pf.PFBuilder;
import akka.stream.Graph;
import akka.stream.SourceShape;
import akka.stream.javadsl.Source;
import com.google.protobuf.Message;
import io.grpc.Status.Code;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;
import shop.platform.call.Deadline;
import shop.platform.grpc.CallContext;
import shop.platform.grpc.ErrorMapper;
import shop.platform.grpc.Interceptor;

/**
 * Delays the answer of each mutating call, denial and read of others' personal data until its entry is stored, except
 * for denials beyond a rate, which are counted and share one entry. While entries cannot be written, mutating calls are
 * rejected before they do anything. Wraps access control, whose denials it must see.
 */
final class AuditedCalls implements Interceptor {
    private final AuditLog log;
    private final DenialTally denials;
    private final Clock clock;

    AuditedCalls(AuditLog log, DenialTally denials, Clock clock) {
        this.log = log;
        this.denials = denials;
        this.clock = clock;
    }

    /**
     * For a call that is not admitted only its denial is recorded: it has changed nothing, and its body was not read.
     */
    @Override
    public CompletionStage<CallContext> admit(CallContext context, Admission next) {
        requireRecordable(context);
        var call = new CallRecord(context, clock.instant());
        return next.call(context.with(CallRecord.KEY, call))
                .handle((admitted, failure) -> admitted(call, admitted, failure))
                .thenCompose(Function.identity());
    }

    @Override
    public CompletionStage<Message> unary(Message request, CallContext context, Unary next) {
        requireRecordable(context);
        var call = CallRecord.of(context).about(request);
        return next.call(request, context)
                .handle((answer, failure) -> failure == null ? answered(call, answer) : failed(call, context, failure))
                .thenCompose(Function.identity());
    }

    /** A stream only reads: only its denial can be in the audit. */
    @Override
    public Source<Message, NotUsed> streaming(Message request, CallContext context, Streaming next) {
        if (context.method().isMutating()) {
            throw new IllegalStateException("method: " + context.method() + ", which streams and may change something"
                    + " (expected: streaming or mutating, not both; the audit cannot tell when such a call is done)");
        }
        var call = CallRecord.of(context).about(request);
        var recorded = new PFBuilder<Throwable, Graph<SourceShape<Message>, NotUsed>>()
                .matchAny(failure -> Source.completionStage(failed(call, context, failure)))
                .build();
        return next.call(request, context).recoverWithRetries(1, recorded);
    }

    private void requireRecordable(CallContext context) {
        if (context.method().isMutating() && !log.isWritable()) {
            throw unavailable(null);
        }
    }

    private CompletionStage<CallContext> admitted(CallRecord call, CallContext admitted, Throwable failure) {
        if (failure == null) {
            return CompletableFuture.completedFuture(admitted);
        }
        var told = CompletableFuture.<CallContext>failedFuture(failure);
        return call.isDenied() ? denied(call.failed(ErrorMapper.describe(failure, Deadline.never())), told) : told;
    }

    private CompletionStage<Message> answered(CallRecord call, Message answer) {
        var told = CompletableFuture.completedFuture(answer);
        return call.isAudited() ? recorded(call.answered(answer), told) : told;
    }

    private CompletionStage<Message> failed(CallRecord call, CallContext context, Throwable failure) {
        var told = CompletableFuture.<Message>failedFuture(failure);
        if (!call.isAudited()) {
            return told;
        }
        var entry = call.failed(ErrorMapper.describe(failure, context.deadline()));
        return call.isDenied() ? denied(entry, told) : recorded(entry, told);
    }

    private <T> CompletionStage<T> denied(AuditEntry entry, CompletionStage<T> told) {
        return denials.admits(entry) ? recorded(entry, told) : told;
    }

    private <T> CompletionStage<T> recorded(AuditEntry entry, CompletionStage<T> told) {
        return log.append(entry)
                .handle((done, failure) ->
                        failure == null ? told : CompletableFuture.<T>failedFuture(unavailable(failure)))
                .thenCompose(Function.identity());
    }

    private static ApiException unavailable(Throwable cause) {
        return ApiException.builder(
                        Code.UNAVAILABLE, ErrorReason.AUDIT_UNAVAILABLE, "The call cannot be recorded now; try again.")
                .cause(cause)
                .build();
    }
}
