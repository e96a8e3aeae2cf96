package shop.platform.grpc.json;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.List;
import java.util.stream.Stream;

/** The option {@code google.api.http} of methods. */
public final class HttpRules {
    private HttpRules() {}

    /** Returns the ways to call a method over HTTP; none for a method that only gRPC can call. */
    public static List<HttpRule> of(MethodDescriptor method) {
        var rule = method.getOptions().getExtension(AnnotationsProto.http);
        return Stream.concat(Stream.of(rule), rule.getAdditionalBindingsList().stream())
                .filter(each -> each.getPatternCase() != HttpRule.PatternCase.PATTERN_NOT_SET)
                .toList();
    }

    /** Returns the HTTP method, e.g. {@code GET}. */
    public static String verb(HttpRule rule) {
        return rule.hasCustom()
                ? rule.getCustom().getKind()
                : rule.getPatternCase().name();
    }

    /** Returns the template of the paths, with variables in braces. */
    public static String path(HttpRule rule) {
        return switch (rule.getPatternCase()) {
            case GET -> rule.getGet();
            case PUT -> rule.getPut();
            case POST -> rule.getPost();
            case DELETE -> rule.getDelete();
            case PATCH -> rule.getPatch();
            case CUSTOM -> rule.getCustom().getPath();
            case PATTERN_NOT_SET -> throw new IllegalArgumentException("rule: " + rule + " (expected: a pattern)");
        };
    }
}
