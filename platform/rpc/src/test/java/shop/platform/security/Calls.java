package shop.platform.security;

import com.google.api.AnnotationsProto;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Calls any method by its descriptor, over each protocol, and tells what came of it. */
final class Calls {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Pattern WEB_STATUS = Pattern.compile("grpc-status: ?([0-9]+)");

    private static final io.grpc.MethodDescriptor.Marshaller<byte[]> BYTES =
            new io.grpc.MethodDescriptor.Marshaller<>() {
                @Override
                public InputStream stream(byte[] message) {
                    return new ByteArrayInputStream(message);
                }

                @Override
                public byte[] parse(InputStream stream) {
                    try {
                        return stream.readAllBytes();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };

    private final SecuredServer server;

    Calls(SecuredServer server) {
        this.server = server;
    }

    /** The request about this object, and this user where it names one. */
    static Message request(MethodDescriptor method, String id, String userId) {
        var request = DynamicMessage.newBuilder(method.getInputType());
        SecuredServer.set(request, "id", id);
        SecuredServer.set(request, "user_id", userId);
        return request.build();
    }

    Status.Code grpc(MethodDescriptor method, Message request, Map<String, String> headers) {
        try {
            grpcOrThrow(method, request, headers);
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    byte[] grpcOrThrow(MethodDescriptor method, Message request, Map<String, String> headers) {
        var metadata = new Metadata();
        headers.forEach((name, value) -> metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
        var described = io.grpc.MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(
                        method.isServerStreaming()
                                ? io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING
                                : io.grpc.MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(path(method))
                .setRequestMarshaller(BYTES)
                .setResponseMarshaller(BYTES)
                .build();
        var channel = ClientInterceptors.intercept(server.channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
        var options = CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS);
        if (method.isServerStreaming()) {
            return ClientCalls.blockingServerStreamingCall(channel, described, options, request.toByteArray())
                    .next();
        }
        return ClientCalls.blockingUnaryCall(channel, described, options, request.toByteArray());
    }

    Status.Code grpcWeb(MethodDescriptor method, Message request, Map<String, String> headers) {
        var message = request.toByteArray();
        var frame = ByteBuffer.allocate(5 + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
        var post = HttpRequest.newBuilder(server.uri("/" + path(method)))
                .header("content-type", "application/grpc-web+proto")
                .POST(BodyPublishers.ofByteArray(frame));
        var answer = send(post, headers);
        var status = answer.headers().firstValue("grpc-status").orElseGet(() -> {
            var matcher = WEB_STATUS.matcher(answer.body());
            return matcher.find() ? matcher.group(1) : "2";
        });
        return Status.fromCodeValue(Integer.parseInt(status)).getCode();
    }

    int json(MethodDescriptor method, Message request, Map<String, String> headers) {
        return jsonAnswer(method, request, headers).statusCode();
    }

    HttpResponse<String> jsonAnswer(MethodDescriptor method, Message request, Map<String, String> headers) {
        var rule = method.getOptions().getExtension(AnnotationsProto.http);
        var userId = text(request, "user_id");
        var call =
                switch (rule.getPatternCase()) {
                    case GET ->
                        HttpRequest.newBuilder(server.uri(
                                path(rule.getGet(), request) + (userId.isEmpty() ? "" : "?user_id=" + userId)));
                    case POST -> body(rule.getPost(), request, "POST", userId);
                    case PATCH -> body(rule.getPatch(), request, "PATCH", userId);
                    default -> throw new IllegalArgumentException("rule: " + rule);
                };
        return send(call, headers);
    }

    private HttpRequest.Builder body(String template, Message request, String verb, String userId) {
        return HttpRequest.newBuilder(server.uri(path(template, request)))
                .header("content-type", "application/json")
                .method(verb, BodyPublishers.ofString(userId.isEmpty() ? "{}" : "{\"user_id\":\"" + userId + "\"}"));
    }

    private static String path(String template, Message request) {
        return template.replace("{id}", text(request, "id"));
    }

    private static String text(Message message, String field) {
        var found = message.getDescriptorForType().findFieldByName(field);
        return found == null ? "" : (String) message.getField(found);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, Map<String, String> headers) {
        headers.forEach(request::header);
        try {
            return HTTP.send(
                    request.timeout(Duration.ofSeconds(60)).build(),
                    BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String path(MethodDescriptor method) {
        return method.getService().getFullName() + "/" + method.getName();
    }
}
