package shop.platform.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.api.FieldBehavior;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import shop.platform.grpc.RpcMethod;
import shop.platform.grpc.json.HttpRules;

/** The operations of the document, one for each binding of a method to a path. */
final class Operations {
    private static final Pattern VARIABLE = Pattern.compile("\\{([^}=]+)(=[^}]*)?}");
    private static final Pattern SENTENCE = Pattern.compile("(?s)^(.+?\\.)(\\s.*)?$");
    private static final String JSON = "application/json";

    private final ObjectNode paths;
    private final Schemas schemas;
    private final ErrorAnswers errors;
    private final Comments comments;

    Operations(ObjectNode paths, Schemas schemas, ErrorAnswers errors, Comments comments) {
        this.paths = paths;
        this.schemas = schemas;
        this.errors = errors;
        this.comments = comments;
    }

    /** Adds the ways to call a method. */
    void add(MethodDescriptor method) {
        var bindings = HttpRules.of(method);
        for (var i = 0; i < bindings.size(); i++) {
            var template = HttpRules.path(bindings.get(i));
            var path = paths.withObjectProperty(VARIABLE.matcher(template).replaceAll("{$1}"));
            path.set(
                    HttpRules.verb(bindings.get(i)).toLowerCase(Locale.ROOT),
                    operation(method, bindings.get(i), template, i == 0 ? "" : "_" + (i + 1)));
        }
    }

    private ObjectNode operation(MethodDescriptor method, HttpRule rule, String template, String suffix) {
        var operation = JsonNodeFactory.instance.objectNode();
        var name = method.getName();
        operation.put("operationId", name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1) + suffix);
        operation.putArray("tags").add(method.getService().getName());
        describe(operation, method);
        if (method.getOptions().getDeprecated()) {
            operation.put("deprecated", true);
        }
        var variables = VARIABLE.matcher(template)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        var parameters = JsonNodeFactory.instance.arrayNode();
        variables.forEach(variable -> parameters.add(path(method.getInputType(), variable)));
        if (!rule.getBody().equals("*")) {
            query(parameters, method.getInputType(), "", variables, rule.getBody());
        }
        if (!parameters.isEmpty()) {
            operation.set("parameters", parameters);
        }
        if (!rule.getBody().isEmpty()) {
            operation.set("requestBody", body(method.getInputType(), rule.getBody(), variables));
        }
        var responses = operation.putObject("responses");
        responses.set("200", answer(method, rule));
        errors.describe(responses, method, !rule.getBody().isEmpty());
        return operation;
    }

    /** What the method does, and in words and for programs what holds for methods of its kind. */
    private void describe(ObjectNode operation, MethodDescriptor method) {
        var comment = comments.of(method);
        var first = SENTENCE.matcher(comment);
        operation.put("summary", (first.matches() ? first.group(1) : comment).replace('\n', ' '));
        var text = new StringBuilder(comment);
        AccessText.sentence(method).ifPresent(sentence -> text.append("\n\n").append(sentence));
        var request = method.getInputType();
        if (has(request, "request_id")) {
            text.append("\n\nRepeatable: with the same `requestId` and content it is done once and answered the same.");
            operation.putObject("x-idempotency").put("key", "requestId");
        } else if (!RpcMethod.of(method).isMutating()) {
            operation.putObject("x-idempotency").put("safe", true);
        }
        if (has(request, "page_token") && has(method.getOutputType(), "next_page_token")) {
            text.append("\n\nPaged: ask again with `nextPageToken` as `pageToken` until it is empty.");
            operation
                    .putObject("x-paging")
                    .put("size", "pageSize")
                    .put("token", "pageToken")
                    .put("next", "nextPageToken");
        }
        operation.put("description", text.toString());
        AccessText.extension(method).ifPresent(rule -> operation.set("x-access", rule));
        operation.put("x-grpc-method", RpcMethod.of(method).fullName());
    }

    private static boolean has(Descriptor message, String field) {
        return message.findFieldByName(field) != null;
    }

    private ObjectNode path(Descriptor request, String variable) {
        var field = field(request, variable);
        var parameter = parameter(variable, "path", field);
        return parameter.put("required", true);
    }

    private void query(ArrayNode parameters, Descriptor message, String prefix, Set<String> variables, String inBody) {
        for (var field : message.getFields()) {
            var name = prefix + field.getName();
            if (variables.contains(name) || name.equals(inBody) || field.isMapField()) {
                continue;
            }
            var isMessage = field.getJavaType() == JavaType.MESSAGE
                    && WellKnown.schema(field.getMessageType()).isEmpty();
            if (isMessage && !field.isRepeated()) {
                query(parameters, field.getMessageType(), name + ".", variables, inBody);
            } else if (!isMessage) {
                var parameter = parameter(prefix.isEmpty() ? field.getJsonName() : name, "query", field);
                if (prefix.isEmpty() && Schemas.is(field, FieldBehavior.REQUIRED)) {
                    parameter.put("required", true);
                }
                parameters.add(parameter);
            }
        }
    }

    private ObjectNode parameter(String name, String in, FieldDescriptor field) {
        var parameter = JsonNodeFactory.instance.objectNode().put("name", name).put("in", in);
        var schema = schemas.property(field);
        if (schema.remove("description") instanceof TextNode text) {
            parameter.set("description", text);
        }
        parameter.set("schema", schema);
        return parameter;
    }

    private ObjectNode body(Descriptor request, String field, Set<String> variables) {
        var schema = field.equals("*") ? whole(request, variables) : schemas.property(field(request, field));
        var body = JsonNodeFactory.instance.objectNode();
        body.put("required", schema.has("required") || !field.equals("*") || schema.has("$ref"));
        body.putObject("content").putObject(JSON).set("schema", schema);
        return body;
    }

    /** Without what the path says. */
    private ObjectNode whole(Descriptor request, Set<String> variables) {
        return variables.isEmpty()
                ? schemas.reference(request)
                : schemas.object(request, field -> !variables.contains(field.getName()));
    }

    private ObjectNode answer(MethodDescriptor method, HttpRule rule) {
        var type = method.getOutputType();
        var schema = rule.getResponseBody().isEmpty()
                ? schemas.reference(type)
                : schemas.property(field(type, rule.getResponseBody()));
        var response = JsonNodeFactory.instance.objectNode();
        if (method.isServerStreaming()) {
            response.put(
                    "description",
                    "One JSON object per line, each as soon as it is there. A failure after the first is the last line, in the form of `Error`.");
            var forms = response.putObject("content")
                    .putObject("application/x-ndjson")
                    .putObject("schema")
                    .putArray("anyOf");
            forms.add(schema);
            forms.addObject().put("$ref", "#/components/schemas/Error");
        } else {
            response.put("description", "The answer.");
            response.putObject("content").putObject(JSON).set("schema", schema);
        }
        return response;
    }

    /** The field at the end of names with dots between them. */
    private static FieldDescriptor field(Descriptor message, String dotted) {
        FieldDescriptor field = null;
        var current = message;
        for (var name : dotted.split("\\.")) {
            field = current.findFieldByName(name);
            if (field == null) {
                throw new IllegalArgumentException(
                        "field: " + message.getFullName() + "." + dotted + " (expected: one that there is)");
            }
            current = field.getJavaType() == JavaType.MESSAGE ? field.getMessageType() : current;
        }
        return field;
    }
}
