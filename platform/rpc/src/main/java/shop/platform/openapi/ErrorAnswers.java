package shop.platform.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import shop.contract.errors.ErrorExample;
import shop.contract.errors.ErrorReason;
import shop.contract.errors.Errors;
import shop.platform.call.ApiException;
import shop.platform.grpc.json.JsonFailure;

/** What calls answer when they fail: every reason that a method can have, with an example made by the code that answers. */
final class ErrorAnswers {
    private static final String REQUEST_ID = "5f0c3b7e9a1d4c62";

    /** A reason with one of its codes. */
    private record Answer(ErrorReason reason, ErrorExample example, Status.Code code, boolean isFirst) {
        private String name() {
            return isFirst ? reason.name() : reason.name() + "." + code;
        }

        private JsonFailure failure() {
            var error = ApiException.builder(code, reason, example.getMessage());
            example.getMetadataMap().forEach(error::metadata);
            return JsonFailure.of(error.build(), REQUEST_ID, example.getHttpStatus());
        }
    }

    private final ObjectNode examples;
    private final Comments comments;
    private final List<Answer> all = new ArrayList<>();

    /** @param examples where those of all reasons go */
    ErrorAnswers(ObjectNode examples, Comments comments) {
        this.examples = examples;
        this.comments = comments;
        ErrorReason.getDescriptor().getValues().stream()
                .filter(value -> value.getNumber() != 0)
                .forEach(this::add);
    }

    private void add(EnumValueDescriptor value) {
        var example = value.getOptions().getExtension(Errors.error);
        var reason = ErrorReason.forNumber(value.getNumber());
        for (var i = 0; i < example.getCodesCount(); i++) {
            all.add(new Answer(
                    reason,
                    example,
                    Status.fromCodeValue(example.getCodes(i).getNumber()).getCode(),
                    i == 0));
        }
    }

    /** The error responses of a method, by HTTP status. */
    void describe(ObjectNode responses, MethodDescriptor method, boolean hasBody) {
        Map<Integer, List<Answer>> byStatus = new TreeMap<>();
        all.stream()
                .filter(answer -> applies(answer, method, hasBody))
                .forEach(answer -> byStatus.computeIfAbsent(answer.failure().status(), absent -> new ArrayList<>())
                        .add(answer));
        byStatus.forEach((status, answers) -> responses.set(Integer.toString(status), response(answers)));
    }

    private static boolean applies(Answer answer, MethodDescriptor method, boolean hasBody) {
        return switch (answer.example.getScope()) {
            case ERROR_SCOPE_ANY -> true;
            case ERROR_SCOPE_EDGE -> answer.reason != ErrorReason.ROUTE_NOT_FOUND;
            case ERROR_SCOPE_STREAM -> method.isServerStreaming();
            case ERROR_SCOPE_BODY -> hasBody;
            case ERROR_SCOPE_UNSPECIFIED -> reasons(method, answer.isFirst).anyMatch(answer.reason::equals);
            case ERROR_SCOPE_NO_METHOD, ERROR_SCOPE_GRPC, UNRECOGNIZED -> false;
        };
    }

    private static Stream<ErrorReason> reasons(MethodDescriptor method, boolean first) {
        var named = method.getOptions().getExtension(Errors.errors);
        return (first ? named.getReasonsList() : named.getPreconditionsList()).stream();
    }

    private ObjectNode response(List<Answer> answers) {
        var text = new StringBuilder();
        var schema = JsonNodeFactory.instance.objectNode();
        schema.putObject("schema").put("$ref", "#/components/schemas/Error");
        var chosen = schema.putObject("examples");
        for (var answer : answers) {
            text.append("- `")
                    .append(answer.reason)
                    .append("`: ")
                    .append(meaning(answer))
                    .append('\n');
            chosen.putObject(answer.name()).put("$ref", "#/components/examples/" + example(answer));
        }
        var response = JsonNodeFactory.instance
                .objectNode()
                .put("description", text.toString().strip());
        if (answers.stream().anyMatch(answer -> answer.failure().mayBeRepeated())) {
            response.putObject("headers")
                    .putObject("Retry-After")
                    .put("description", "Seconds after which to try again.")
                    .putObject("schema")
                    .put("type", "integer");
        }
        response.putObject("content").set("application/json", schema);
        return response;
    }

    private String meaning(Answer answer) {
        return comments.of(answer.reason.getValueDescriptor()).replace('\n', ' ');
    }

    private String example(Answer answer) {
        if (!examples.has(answer.name())) {
            examples.putObject(answer.name())
                    .put("summary", answer.reason.name())
                    .put("description", meaning(answer))
                    .set("value", answer.failure().body());
        }
        return answer.name();
    }

    /** The schema of every error. */
    static ObjectNode schema() {
        var schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.put(
                "description",
                "A google.rpc.Status. Programs go by `reason` of the detail google.rpc.ErrorInfo, people by `message`.");
        var error = schema.putObject("properties").putObject("error").put("type", "object");
        schema.putArray("required").add("error");
        var properties = error.putObject("properties");
        properties.putObject("code").put("type", "integer").put("description", "The HTTP status.");
        properties.putObject("status").put("type", "string").put("description", "The gRPC status.");
        properties.putObject("message").put("type", "string");
        var detail = WellKnown.any();
        detail.put(
                "description",
                "ErrorInfo has `reason` and `domain`, BadRequest has `fieldViolations`, RetryInfo has `retryDelay`.");
        detail.withObjectProperty("properties").putObject("reason").put("$ref", "#/components/schemas/ErrorReason");
        properties.putObject("details").put("type", "array").set("items", detail);
        error.putArray("required").add("code").add("status").add("message").add("details");
        return schema;
    }

    /** The schema of the reasons; a newer node may know others. */
    static ObjectNode reasonSchema() {
        var schema = JsonNodeFactory.instance.objectNode();
        var forms = schema.put("description", "Why a call failed. Later versions add reasons.")
                .putArray("anyOf");
        var values = forms.addObject().put("type", "string").putArray("enum");
        ErrorReason.getDescriptor().getValues().stream()
                .filter(value -> value.getNumber() != 0)
                .forEach(value -> values.add(value.getName()));
        forms.addObject().put("type", "string");
        return schema;
    }
}
