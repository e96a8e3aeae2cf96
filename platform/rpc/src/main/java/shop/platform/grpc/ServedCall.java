package shop.platform.grpc;

import akka.NotUsed;
import akka.http.javadsl.model.HttpRequest;
import akka.stream.Materializer;
import akka.stream.javadsl.Source;
import com.google.protobuf.Message;
import io.opentelemetry.context.Scope;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import shop.platform.call.ApiException;
import shop.platform.call.Deadline;
import shop.platform.grpc.MethodTelemetry.Progress;

/**
 * One call from its arrival to its end, for every protocol: it is admitted by its headers, then its body is read, then
 * the method is called. It has one span and one measurement, however far it gets, and an unread body is discarded. Call
 * exactly one of the methods that make the call, once. Not thread-safe.
 */
public final class ServedCall {

    /**
     * Reads the body of an admitted call.
     *
     * @param <T> what it reads: the request, or a stream of requests
     */
    @FunctionalInterface
    public interface Reader<T> {

        /** Returns what was read; errors may be thrown or be in the stage. */
        CompletionStage<T> read(HttpRequest request, CallContext context);
    }

    private final ServedMethod method;
    private final HttpRequest request;
    private final CallContext context;
    private final Optional<ApiException> malformed;
    private final Materializer materializer;

    private boolean reading;
    private volatile Progress progress = Progress.ARRIVED;

    private ServedCall(
            ServedMethod method,
            HttpRequest request,
            CallContext context,
            Optional<ApiException> malformed,
            Materializer materializer) {
        this.method = method;
        this.request = request;
        this.context = context;
        this.malformed = malformed;
        this.materializer = materializer;
    }

    static ServedCall arriving(
            ServedMethod method,
            HttpRequest request,
            String requestId,
            DeadlinePolicy deadlines,
            Materializer materializer) {
        Deadline deadline;
        Optional<ApiException> malformed = Optional.empty();
        try {
            deadline = deadlines.deadline(method.method(), request);
        } catch (ApiException refusal) {
            deadline = Deadline.never();
            malformed = Optional.of(refusal);
        }
        CallContext arriving = CallContext.arriving(method.method(), request, requestId, deadline);
        return new ServedCall(method, request, method.telemetry().begin(arriving), malformed, materializer);
    }

    /** Returns the call as it arrived. */
    public CallContext context() {
        return context;
    }

    /** Calls a method with one request and one answer. The time to read the request counts against the deadline. */
    public CompletionStage<Message> unary(Reader<Message> reader) {
        CompletionStage<Message> answer = begin(admitted -> read(reader, admitted)
                .thenCompose(
                        message -> method.gate().run(admitted, method.limit(), () -> method.unary(message, admitted))));
        return ended(answer);
    }

    /**
     * Calls a method with one request and a stream of answers. The stage fails when the call is not admitted or its
     * request cannot be read.
     */
    public CompletionStage<Source<Message, NotUsed>> streaming(Reader<Message> reader) {
        return answers(reader, method::streaming);
    }

    /** Calls a method with a stream of requests and of answers. */
    CompletionStage<Source<Message, NotUsed>> bidirectional(Reader<Source<Message, NotUsed>> reader) {
        return answers(reader, method::bidirectional);
    }

    @FunctionalInterface
    private interface Streaming<T> {
        Source<Message, NotUsed> call(T request, CallContext context);
    }

    private <T> CompletionStage<Source<Message, NotUsed>> answers(Reader<T> reader, Streaming<T> call) {
        CompletionStage<Source<Message, NotUsed>> answers = this.<Source<Message, NotUsed>>begin(admitted -> read(
                        reader, admitted)
                .thenApply(requested -> method.gate().streaming(admitted, () -> call.call(requested, admitted))));
        return answers.whenComplete((source, failure) -> {
                    if (failure != null) {
                        end(failure);
                    }
                })
                .thenApply(source -> method.telemetry().streaming(context, source));
    }

    private <T> CompletionStage<T> begin(Function<CallContext, CompletionStage<T>> call) {
        Scope current = context.trace().makeCurrent();
        try {
            malformed.ifPresent(refusal -> {
                throw refusal;
            });
            return method.gate().arriving(context, method.limit(), method.admission(), admitted -> {
                progress = Progress.ADMITTED;
                return call.apply(admitted);
            });
        } catch (ApiException refusal) {
            return CompletableFuture.failedFuture(refusal);
        } finally {
            current.close();
        }
    }

    private <T> CompletionStage<T> read(Reader<T> reader, CallContext admitted) {
        try {
            CompletionStage<T> read = reader.read(request, admitted);
            reading = true;
            return read.thenApply(received -> {
                progress = Progress.RECEIVED;
                return received;
            });
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private CompletionStage<Message> ended(CompletionStage<Message> answer) {
        boolean answered = answer instanceof CompletableFuture<Message> future
                && future.isDone()
                && !future.isCompletedExceptionally();
        if (answered) {
            end(null);
        } else {
            answer.whenComplete((message, failure) -> end(failure));
        }
        return answer;
    }

    private void end(Throwable failure) {
        if (!reading) {
            request.discardEntityBytes(materializer);
        }
        method.telemetry().end(context, failure, progress);
    }
}
