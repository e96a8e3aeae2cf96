package shop.platform.grpc.json;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorDetailsProto;
import com.google.rpc.RetryInfo;
import io.grpc.Status.Code;
import java.util.Optional;
import shop.contract.errors.ErrorReason;
import shop.platform.grpc.CallFailure;

/** Writes answers and failures as JSON. */
final class JsonWriter {

    // Fields without presence are written even when they hold their defaults, so that clients see every one.
    private static final JsonFormat.Printer ANSWERS =
            JsonFormat.printer().alwaysPrintFieldsWithNoPresence().omittingInsignificantWhitespace();
    private static final JsonFormat.Printer DETAILS = JsonFormat.printer()
            .usingTypeRegistry(TypeRegistry.newBuilder()
                    .add(ErrorDetailsProto.getDescriptor().getMessageTypes())
                    .build());

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonWriter() {}

    /** The answer, or one field of it. */
    static String answer(Message message, Optional<FieldDescriptor> only) {
        try {
            String json = ANSWERS.print(message);
            if (only.isEmpty()) {
                return json;
            }
            // A message that is not set is not printed.
            JsonNode field = MAPPER.readTree(json).get(only.get().getJsonName());
            return field == null ? "null" : field.toString();
        } catch (InvalidProtocolBufferException | JsonProcessingException e) {
            throw new IllegalStateException(
                    "message: " + message.getDescriptorForType().getFullName(), e);
        }
    }

    /** Returns a failure in the shape of Google's APIs. */
    static HttpResponse failure(CallFailure failure) {
        return failure(failure, status(failure));
    }

    /** Returns a failure with an HTTP status of its own. */
    static HttpResponse failure(CallFailure failure, StatusCode status) {
        HttpResponse response = HttpResponse.create()
                .withStatus(status)
                .withEntity(ContentTypes.APPLICATION_JSON, error(failure, status));
        if (failure.error().code() == Code.UNAUTHENTICATED) {
            return response.addHeader(RawHeader.create("www-authenticate", challenge(failure)));
        }
        return retryAfter(failure)
                .map(seconds -> response.addHeader(RawHeader.create("retry-after", Long.toString(seconds))))
                .orElse(response);
    }

    /** Returns the text of a failure. */
    static String error(CallFailure failure, StatusCode status) {
        return errorNode(failure, status).toString();
    }

    static ObjectNode errorNode(CallFailure failure, StatusCode status) {
        ObjectNode root = MAPPER.createObjectNode();
        ObjectNode error = root.putObject("error");
        error.put("code", status.intValue());
        error.put("status", failure.error().code().name());
        error.put("message", failure.error().getMessage());
        ArrayNode details = error.putArray("details");
        failure.details().map(JsonWriter::detail).forEach(details::add);
        return root;
    }

    /** Returns the HTTP status of a failure. */
    static StatusCode status(CallFailure failure) {
        return failure.error().reason().equals(ErrorReason.MESSAGE_TOO_LARGE.name())
                ? StatusCodes.CONTENT_TOO_LARGE
                : HttpStatus.of(failure.error().code());
    }

    private static JsonNode detail(Message detail) {
        try {
            return MAPPER.readTree(DETAILS.print(Any.pack(detail)));
        } catch (InvalidProtocolBufferException | JsonProcessingException e) {
            throw new IllegalStateException(
                    "detail: " + detail.getDescriptorForType().getFullName(), e);
        }
    }

    /** RFC 6750: a call without a token gets no error code. */
    private static String challenge(CallFailure failure) {
        return failure.error().reason().equals(ErrorReason.TOKEN_MISSING.name())
                ? "Bearer realm=\"shop\""
                : "Bearer realm=\"shop\", error=\"invalid_token\"";
    }

    private static Optional<Long> retryAfter(CallFailure failure) {
        return failure.error().details().stream()
                .filter(RetryInfo.class::isInstance)
                .map(detail -> ((RetryInfo) detail).getRetryDelay())
                .map(delay -> delay.getSeconds() + (delay.getNanos() > 0 ? 1 : 0))
                .findFirst();
    }
}
