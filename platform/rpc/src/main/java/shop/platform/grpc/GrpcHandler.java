package shop.platform.grpc;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.grpc.ProtobufSerializer;
import akka.grpc.Trailers;
import akka.grpc.javadsl.GrpcMarshalling;
import akka.grpc.javadsl.MetadataBuilder;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.stream.Materializer;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;
import shop.platform.call.Deadline;
import shop.platform.call.Excerpt;

/** Answers gRPC and gRPC-Web requests. */
final class GrpcHandler {

    private static final String DETAILS = "grpc-status-details-bin";

    private record Served(ServedMethod method, ProtobufSerializer<Message> serializer) {}

    private record Shared(ApiException refusal, WireFormat format) {
        private HttpResponse response() {
            return format.failed(trailers(new CallFailure(refusal, "")));
        }
    }

    private final ActorSystem<?> system;
    private final Materializer materializer;
    private final DeadlinePolicy deadlines;
    private final int maxMessageSize;
    private final Map<String, Served> methods;
    private final Map<Shared, HttpResponse> shared = new ConcurrentHashMap<>();

    GrpcHandler(ActorSystem<?> system, DeadlinePolicy deadlines, int maxMessageSize, Stream<ServedMethod> methods) {
        this.system = system;
        this.materializer = Materializer.matFromSystem(system);
        this.deadlines = deadlines;
        this.maxMessageSize = maxMessageSize;
        this.methods = methods.collect(
                Collectors.toUnmodifiableMap(method -> "/" + method.method().fullName(), GrpcHandler::served));
    }

    CompletionStage<HttpResponse> handle(HttpRequest request, WireFormat format) {
        String path = request.getUri().path();
        String requestId = RequestId.of(request);
        Served served = methods.get(path);
        Call call = new Call(path, requestId, format);
        if (served == null) {
            request.discardEntityBytes(materializer);
            return CompletableFuture.completedFuture(call.failed(unknown(path), Deadline.never(), Context.root()));
        }
        return call.run(served, request);
    }

    /** Rejects a request before reading it. */
    CompletionStage<HttpResponse> refused(HttpRequest request, WireFormat format, ApiException refusal) {
        request.discardEntityBytes(materializer);
        Call call = new Call(request.getUri().path(), RequestId.of(request), format);
        return CompletableFuture.completedFuture(call.failed(refusal, Deadline.never(), Context.root()));
    }

    /** A request on its way to an answer in the same format. */
    private final class Call {

        private final String name;
        private final String requestId;
        private final WireFormat format;

        private Call(String name, String requestId, WireFormat format) {
            this.name = name;
            this.requestId = requestId;
            this.format = format;
        }

        CompletionStage<HttpResponse> run(Served served, HttpRequest request) {
            ServedCall call = served.method.arriving(request, requestId, deadlines, materializer);
            CallContext context = call.context();
            if (context.method().descriptor().isClientStreaming()) {
                return call.bidirectional((body, admitted) -> messages(served, body))
                        .handle((answers, failure) -> streamed(served, answers, failure, context));
            }
            if (context.method().isStreaming()) {
                return call.streaming((body, admitted) -> message(served, body, admitted))
                        .handle((answers, failure) -> streamed(served, answers, failure, context));
            }
            return call.unary((body, admitted) -> message(served, body, admitted))
                    .handle((answer, failure) -> answered(served, request, answer, failure, context));
        }

        private CompletionStage<Source<Message, NotUsed>> messages(Served served, HttpRequest request) {
            HttpEntity body = request.entity().withSizeLimit(maxMessageSize);
            return GrpcMarshalling.unmarshalStream(body, served.serializer, materializer, format.reader(request));
        }

        private CompletionStage<Message> message(Served served, HttpRequest request, CallContext context) {
            format.reader(request); // rejects an unsupported encoding before anything is read
            return RequestBytes.read(request.entity(), format.limit(maxMessageSize), context.deadline(), materializer)
                    .thenApply(body -> message(served, format.single(request, body)));
        }

        private Message message(Served served, ByteString message) {
            if (message.size() > maxMessageSize) {
                throw RequestBytes.tooLarge(maxMessageSize);
            }
            return served.serializer.deserialize(message);
        }

        private HttpResponse streamed(
                Served served, Source<Message, NotUsed> answers, Throwable failure, CallContext context) {
            return failure == null
                    ? marked(GrpcMarshalling.marshalStream(
                                    answers, served.serializer, format.writer(), system, mapper(context))
                            .addHeader(Unbuffered.HEADER))
                    : failed(failure, context);
        }

        private HttpResponse answered(
                Served served, HttpRequest request, Message answer, Throwable failure, CallContext context) {
            return failure == null
                    ? answered(
                            request,
                            GrpcMarshalling.marshal(
                                    answer, served.serializer, format.writer(), system, mapper(context)))
                    : failed(failure, context);
        }

        /**
         * A shared rejection is built once: a node under load sends it most. It has no id, since it is not logged.
         */
        private HttpResponse failed(Throwable failure, CallContext context) {
            return failure instanceof ApiException refusal && refusal.isSharedByCalls()
                    ? shared.computeIfAbsent(new Shared(refusal, format), Shared::response)
                    : failed(failure, context.deadline(), context.trace());
        }

        HttpResponse failed(Throwable failure, Deadline deadline, Context trace) {
            return marked(format.failed(trailers(CallFailure.report(failure, name, requestId, deadline, trace))));
        }

        private akka.japi.Function<akka.actor.ActorSystem, akka.japi.Function<Throwable, Trailers>> mapper(
                CallContext context) {
            return classicSystem -> failure ->
                    trailers(CallFailure.report(failure, name, requestId, context.deadline(), context.trace()));
        }

        /**
         * Every call has its own id, and a header that never repeats costs HPACK more than all others together:
         * successful answers carry the id only if the caller has sent one.
         */
        private HttpResponse answered(HttpRequest request, HttpResponse response) {
            return request.getHeader(RequestId.HEADER).isPresent() ? marked(response) : response;
        }

        private HttpResponse marked(HttpResponse response) {
            return response.addHeader(RawHeader.create(RequestId.HEADER, requestId));
        }
    }

    private static Trailers trailers(CallFailure failure) {
        ByteString details = ByteString.fromArrayUnsafe(failure.toStatus().toByteArray());
        return new Trailers(
                Status.fromCode(failure.error().code())
                        .withDescription(failure.error().getMessage()),
                new MetadataBuilder().addBinary(DETAILS, details).build());
    }

    private static ApiException unknown(String path) {
        return ApiException.builder(
                        Code.UNIMPLEMENTED, ErrorReason.UNKNOWN_METHOD, "There is no method " + Excerpt.of(path) + ".")
                .build();
    }

    private static Served served(ServedMethod method) {
        return new Served(method, new MessageSerializer(method.prototype()));
    }
}
