package shop.platform.grpc.json;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.japi.pf.PFBuilder;
import akka.stream.Materializer;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.google.protobuf.Message;
import io.grpc.Status.Code;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;
import shop.platform.call.Excerpt;
import shop.platform.grpc.CallContext;
import shop.platform.grpc.CallFailure;
import shop.platform.grpc.DeadlinePolicy;
import shop.platform.grpc.RequestId;
import shop.platform.grpc.ServedCall;
import shop.platform.grpc.ServedMethod;
import shop.platform.grpc.Unbuffered;

/**
 * Answers JSON requests. A method with a stream of answers gives one JSON object per line; a failure after the first
 * answer is the last line.
 */
public final class JsonHandler {

    private static final ContentType NDJSON = MediaTypes.applicationWithFixedCharset(
                    "x-ndjson", akka.http.javadsl.model.HttpCharsets.UTF_8)
            .toContentType();

    private final Materializer materializer;
    private final DeadlinePolicy deadlines;
    private final RequestReader reader;
    private final Routes routes;

    /**
     * @param maxMessageSize how many bytes a body may have
     * @throws IllegalArgumentException when the {@code google.api.http} options are not right
     */
    public JsonHandler(
            ActorSystem<?> system, DeadlinePolicy deadlines, int maxMessageSize, List<ServedMethod> methods) {
        this.materializer = Materializer.matFromSystem(system);
        this.deadlines = deadlines;
        this.reader = new RequestReader(materializer, maxMessageSize);
        this.routes = Routes.of(methods);
    }

    /** Answers a request; the stage does not fail. */
    public CompletionStage<HttpResponse> handle(HttpRequest request) {
        String requestId = RequestId.of(request);
        return named(answer(request, requestId), requestId);
    }

    private CompletionStage<HttpResponse> answer(HttpRequest request, String requestId) {
        String verb = request.method().name();
        Routes.Match match;
        try {
            match = routes.find(verb, UrlPath.of(request));
        } catch (ValueException misfit) {
            return refused(request, requestId, malformedPath(misfit));
        }
        if (match instanceof Routes.Match.Found found) {
            return call(request, requestId, found);
        }
        return match instanceof Routes.Match.WrongMethod wrong
                ? refused(request, requestId, wrongMethod(verb, wrong))
                : refused(request, requestId, nothing());
    }

    private CompletionStage<HttpResponse> call(HttpRequest request, String requestId, Routes.Match.Found match) {
        HttpBinding binding = match.binding();
        ServedCall call = binding.method().arriving(request, requestId, deadlines, materializer);
        CallContext context = call.context();
        ServedCall.Reader<Message> body = (unread, admitted) -> reader.read(unread, match, admitted.deadline());
        CompletionStage<HttpResponse> response = context.method().isStreaming()
                ? call.streaming(body).thenCompose(answers -> lines(binding, answers, context))
                : call.unary(body).thenApply(answer -> answered(binding, answer));
        return response.exceptionally(failure -> failed(failure, context));
    }

    private static HttpResponse answered(HttpBinding binding, Message answer) {
        return HttpResponse.create()
                .withEntity(ContentTypes.APPLICATION_JSON, JsonWriter.answer(answer, binding.responseBody()));
    }

    // Waits for the first answer, so that a rejected call has the status of its failure.
    private CompletionStage<HttpResponse> lines(
            HttpBinding binding, Source<Message, NotUsed> answers, CallContext context) {
        return answers.map(answer -> line(JsonWriter.answer(answer, binding.responseBody())))
                .prefixAndTail(1)
                .runWith(Sink.head(), materializer)
                .thenApply(begun -> {
                    Source<ByteString, NotUsed> rest = begun.second()
                            .recover(new PFBuilder<Throwable, ByteString>()
                                    .matchAny(failure -> lastLine(failure, context))
                                    .build());
                    return HttpResponse.create()
                            .addHeader(Unbuffered.HEADER)
                            // No proxy may cache it for others.
                            .addHeader(RawHeader.create("cache-control", "no-store"))
                            .withEntity(HttpEntities.create(
                                    NDJSON, Source.from(begun.first()).concat(rest)));
                });
    }

    private HttpResponse failed(Throwable failure, CallContext context) {
        Throwable actual =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (actual instanceof HttpFailure http) {
            return failed(http, context.requestId());
        }
        return JsonWriter.failure(report(actual, context));
    }

    private static HttpResponse failed(HttpFailure failure, String requestId) {
        return JsonWriter.failure(new CallFailure(failure.error(), requestId), StatusCodes.get(failure.status()))
                .addHeaders(failure.headers());
    }

    private CompletionStage<HttpResponse> refused(HttpRequest request, String requestId, HttpFailure refusal) {
        request.discardEntityBytes(materializer);
        return CompletableFuture.completedFuture(failed(refusal, requestId));
    }

    private CompletionStage<HttpResponse> refused(HttpRequest request, String requestId, ApiException refusal) {
        request.discardEntityBytes(materializer);
        return CompletableFuture.completedFuture(JsonWriter.failure(new CallFailure(refusal, requestId)));
    }

    private static ByteString lastLine(Throwable failure, CallContext context) {
        CallFailure reported = report(failure, context);
        return line(JsonWriter.error(reported, JsonWriter.status(reported)));
    }

    private static ByteString line(String json) {
        return ByteString.fromString(json + "\n");
    }

    private static CallFailure report(Throwable failure, CallContext context) {
        return CallFailure.report(
                failure, context.method().fullName(), context.requestId(), context.deadline(), context.trace());
    }

    private static HttpFailure wrongMethod(String verb, Routes.Match.WrongMethod match) {
        String allowed = String.join(", ", match.allowed());
        return new HttpFailure(
                405,
                ApiException.builder(
                                Code.UNIMPLEMENTED,
                                ErrorReason.METHOD_NOT_ALLOWED,
                                "method: " + Excerpt.of(verb) + " (expected: " + allowed + ")")
                        .build(),
                RawHeader.create("allow", allowed));
    }

    /** Rejects a request with an unsupported content type. */
    public CompletionStage<HttpResponse> unsupported(HttpRequest request) {
        HttpFailure refusal =
                RequestReader.unsupported(request.entity().getContentType().mediaType());
        String requestId = RequestId.of(request);
        return named(refused(request, requestId, refusal), requestId);
    }

    /** Rejects a request before reading it. */
    public CompletionStage<HttpResponse> refused(HttpRequest request, ApiException refusal) {
        String requestId = RequestId.of(request);
        return named(refused(request, requestId, refusal), requestId);
    }

    private static CompletionStage<HttpResponse> named(CompletionStage<HttpResponse> answer, String requestId) {
        return answer.thenApply(response -> response.addHeader(RawHeader.create(RequestId.HEADER, requestId)));
    }

    private static ApiException malformedPath(ValueException misfit) {
        return ApiException.builder(
                        Code.INVALID_ARGUMENT, ErrorReason.MALFORMED_REQUEST, "The request is malformed: path")
                .field("path", misfit.getMessage())
                .build();
    }

    private static ApiException nothing() {
        return ApiException.builder(Code.NOT_FOUND, ErrorReason.UNKNOWN_PATH, "There is nothing at this path.")
                .build();
    }
}
