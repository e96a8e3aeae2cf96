package shop.platform.grpc.json;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.MediaType;
import akka.http.javadsl.model.headers.RawHeader;
import akka.stream.Materializer;
import com.google.protobuf.Message;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;
import shop.platform.call.Deadline;
import shop.platform.call.Excerpt;
import shop.platform.grpc.RequestBytes;

/** Builds the request message from path, query and body. */
final class RequestReader {

    private static final String ENCODING = "content-encoding";
    private static final String IDENTITY = "identity";

    private final Materializer materializer;
    private final int maxMessageSize;

    RequestReader(Materializer materializer, int maxMessageSize) {
        this.materializer = materializer;
        this.maxMessageSize = maxMessageSize;
    }

    /**
     * Returns the message; the stage fails with {@link ApiException} or {@link HttpFailure} when the request is
     * invalid.
     */
    CompletionStage<Message> read(HttpRequest request, Routes.Match.Found match, Deadline deadline) {
        if (match.binding().body() instanceof HttpBinding.Body.None) {
            request.discardEntityBytes(materializer);
            return CompletableFuture.completedFuture(message(request, match, new byte[0]));
        }
        return bytes(request, deadline).thenApply(body -> message(request, match, body));
    }

    private CompletionStage<byte[]> bytes(HttpRequest request, Deadline deadline) {
        request.getHeader(ENCODING).map(HttpHeader::value).ifPresent(RequestReader::requireIdentity);
        MediaType type = request.entity().getContentType().mediaType();
        return RequestBytes.read(request.entity(), maxMessageSize, deadline, materializer)
                .thenApply(body -> {
                    if (!body.isEmpty() && !isJson(type)) {
                        throw unsupported(type);
                    }
                    return body.toArray();
                });
    }

    private static boolean isJson(MediaType type) {
        return type.isApplication()
                && (type.subType().equals("json") || type.subType().endsWith("+json"));
    }

    private static void requireIdentity(String encoding) {
        if (!encoding.equalsIgnoreCase(IDENTITY)) {
            String expected = ENCODING + ": " + Excerpt.of(encoding) + " (expected: " + IDENTITY + ", or none)";
            throw unsupported(ENCODING, expected, RawHeader.create("accept-encoding", IDENTITY));
        }
    }

    static HttpFailure unsupported(MediaType type) {
        String expected = "content-type: " + Excerpt.of(type.toString()) + " (expected: application/json)";
        return unsupported("content-type", expected);
    }

    private static HttpFailure unsupported(String header, String expected, HttpHeader... answer) {
        return new HttpFailure(
                415,
                ApiException.builder(Code.INVALID_ARGUMENT, ErrorReason.UNSUPPORTED_MEDIA_TYPE, expected)
                        .field(header, expected)
                        .build(),
                answer);
    }

    private static Message message(HttpRequest request, Routes.Match.Found match, byte[] body) {
        HttpBinding binding = match.binding();
        Message.Builder message = binding.method().prototype().newBuilderForType();
        Violations violations = new Violations();
        if (body.length > 0) {
            if (binding.body() instanceof HttpBinding.Body.Field single) {
                JsonBody.mergeField(body, single.field(), message, violations);
            } else {
                JsonBody.mergeWhole(body, message, violations);
            }
        }
        parameters(request, match, message, violations)
                .forEach((path, values) -> Parameters.set(message, path, values, violations));
        match.variables()
                .forEach((name, value) -> Parameters.set(message, path(message, name), List.of(value), violations));
        violations.check();
        return message.build();
    }

    /** Returns the values in the query by field, under either of its names. */
    private static Map<FieldPath, List<String>> parameters(
            HttpRequest request, Routes.Match.Found match, Message.Builder message, Violations violations) {
        Map<FieldPath, List<String>> byField = new LinkedHashMap<>();
        query(request, violations).forEach((name, values) -> {
            Optional<FieldPath> path = FieldPath.resolve(message.getDescriptorForType(), name);
            if (path.isEmpty()) {
                violations.add(Excerpt.of(name), "no such parameter");
            } else if (isFree(path.get(), match)) {
                byField.computeIfAbsent(path.get(), absent -> new ArrayList<>()).addAll(values);
            } else {
                violations.add(path.get().name(), "not a query parameter of this path");
            }
        });
        return byField;
    }

    private static FieldPath path(Message.Builder message, String variable) {
        return FieldPath.resolve(message.getDescriptorForType(), variable).orElseThrow();
    }

    private static boolean isFree(FieldPath parameter, Routes.Match.Found match) {
        if (match.variables().containsKey(parameter.name())) {
            return false;
        }
        HttpBinding.Body body = match.binding().body();
        if (body instanceof HttpBinding.Body.Field single) {
            return !parameter.first().equals(single.field());
        }
        return body instanceof HttpBinding.Body.None;
    }

    private static Map<String, List<String>> query(HttpRequest request, Violations violations) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        String query = request.getUri().rawQueryString().orElse("");
        try {
            for (String parameter : query.split("&")) {
                String[] parts = parameter.replace('+', ' ').split("=", 2);
                if (!parameter.isEmpty()) {
                    parameters
                            .computeIfAbsent(PercentEncoding.decode(parts[0]), absent -> new ArrayList<>())
                            .add(parts.length == 1 ? "" : PercentEncoding.decode(parts[1]));
                }
            }
        } catch (ValueException misfit) {
            violations.add("query", misfit.getMessage());
        }
        return parameters;
    }
}
