package shop.platform.grpc.json;

import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.List;
import java.util.Optional;
import shop.platform.grpc.ServedMethod;

/**
 * One way to call a method over HTTP.
 *
 * @param verb the HTTP method, e.g. {@code GET}
 * @param template which paths
 * @param method what is called
 * @param body how the request's body is used
 * @param responseBody the field of the answer that is sent instead of the whole
 */
record HttpBinding(
        String verb, PathTemplate template, ServedMethod method, Body body, Optional<FieldDescriptor> responseBody) {

    /** The use of a request's body. */
    sealed interface Body {

        /** There is none. */
        record None() implements Body {}

        /** It is the whole request message. */
        record Whole() implements Body {}

        /** It is one field of the request message. */
        record Field(FieldDescriptor field) implements Body {}
    }

    /**
     * Returns the bindings of a method, by its {@code google.api.http} option.
     *
     * @throws IllegalArgumentException when the option does not fit the method
     */
    static List<HttpBinding> of(ServedMethod method) {
        return HttpRules.of(method.method().descriptor()).stream()
                .map(each -> of(method, each))
                .toList();
    }

    private static HttpBinding of(ServedMethod method, HttpRule rule) {
        Descriptor request = method.method().descriptor().getInputType();
        PathTemplate template = PathTemplate.parse(HttpRules.path(rule));
        for (String variable : template.variables()) {
            FieldDescriptor field = FieldPath.resolve(request, variable)
                    .map(FieldPath::leaf)
                    .orElseThrow(() -> misfit(method, "no field " + variable));
            if (field.isRepeated()) {
                throw misfit(method, "the path sets the repeated field " + variable);
            }
        }
        Descriptor answer = method.method().descriptor().getOutputType();
        return new HttpBinding(
                HttpRules.verb(rule),
                template,
                method,
                body(method, request, rule),
                responseBody(method, answer, rule));
    }

    private static Body body(ServedMethod method, Descriptor request, HttpRule rule) {
        return switch (rule.getBody()) {
            case "" -> new Body.None();
            case "*" -> new Body.Whole();
            default -> new Body.Field(field(method, request, rule.getBody()));
        };
    }

    private static Optional<FieldDescriptor> responseBody(ServedMethod method, Descriptor answer, HttpRule rule) {
        return rule.getResponseBody().isEmpty()
                ? Optional.empty()
                : Optional.of(field(method, answer, rule.getResponseBody()));
    }

    private static FieldDescriptor field(ServedMethod method, Descriptor type, String name) {
        return Optional.ofNullable(type.findFieldByName(name)).orElseThrow(() -> misfit(method, "no field " + name));
    }

    private static IllegalArgumentException misfit(ServedMethod method, String what) {
        return new IllegalArgumentException("google.api.http of " + method.method() + ": " + what);
    }
}
