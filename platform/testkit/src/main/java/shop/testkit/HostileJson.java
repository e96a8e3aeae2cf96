package shop.testkit;

import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import com.google.api.AnnotationsProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** JSON bodies of any size that would cost a careless server much, for every field of a request. */
final class HostileJson {
    /** A letter, then marks in an order that is not the canonical one: the worst for normalisation. */
    static final String MARKS = "a" + "\u0301\u0316";

    private static final int DEPTH = 4;

    private static final Map<String, IntFunction<String>> VALUES = Map.ofEntries(
            Map.entry("letters", size -> "\"" + "a".repeat(size) + "\""),
            Map.entry("marks", size -> "\"a" + "\u0301".repeat(size / 4) + "\u0316".repeat(size / 4) + "\""),
            Map.entry("escapes", size -> "\"" + "\\u0061".repeat(size / 6) + "\""),
            Map.entry("digits in quotes", size -> "\"" + "1".repeat(size) + "\""),
            Map.entry("zeros in quotes", size -> "\"0." + "0".repeat(size) + "1\""),
            Map.entry("digits", "1"::repeat),
            Map.entry("fraction", size -> "0." + "0".repeat(size) + "1"),
            Map.entry("exponent", size -> "1e" + "9".repeat(size)),
            Map.entry("items", size -> "[" + "{},".repeat(size / 3) + "{}]"),
            Map.entry("numbers", size -> "[" + "0,".repeat(size / 2) + "0]"),
            Map.entry("arrays", size -> "[".repeat(size)),
            Map.entry("objects", size -> "{\"a\":".repeat(size / 5)),
            Map.entry("members", size -> "{" + members(size) + "}"),
            Map.entry("one member again", size -> "{" + "\"a\":1,".repeat(size / 6) + "\"a\":1}"));

    private HostileJson() {}

    /** A body by what is wrong with it. */
    record Body(String name, IntFunction<String> text) {
        String of(int size) {
            return text.apply(size);
        }
    }

    /** Returns the bodies for a method; none where it takes none. */
    static Stream<Body> bodies(MethodDescriptor method) {
        if (method.getOptions().getExtension(AnnotationsProto.http).getBody().isEmpty()) {
            return Stream.empty();
        }
        var whole = VALUES.entrySet().stream().map(value -> new Body("body of " + value.getKey(), value.getValue()));
        var rest = Stream.of(
                new Body("spaces", size -> " ".repeat(size) + "{}"),
                new Body("no UTF-8", size -> "{\"" + "\uFFFF".repeat(size / 3)),
                new Body("names", size -> "{\"" + "a".repeat(size) + "\":1}"));
        return Stream.of(whole, rest, fields(method.getInputType(), "", UnaryOperator.identity(), DEPTH))
                .flatMap(bodies -> bodies);
    }

    private static Stream<Body> fields(Descriptor type, String path, UnaryOperator<String> around, int depth) {
        return depth == 0
                ? Stream.empty()
                : type.getFields().stream().flatMap(field -> field(field, path + field.getName(), around, depth));
    }

    private static Stream<Body> field(FieldDescriptor field, String path, UnaryOperator<String> around, int depth) {
        UnaryOperator<String> member = value -> around.apply("{\"" + field.getName() + "\":" + value + "}");
        var values = VALUES.entrySet().stream()
                .map(value -> new Body(
                        path + " of " + value.getKey(),
                        size -> member.apply(value.getValue().apply(size))));
        if (field.getJavaType() != JavaType.MESSAGE) {
            return field.isRepeated() ? Stream.concat(values, items(path, member)) : values;
        }
        UnaryOperator<String> inner = field.isRepeated() ? value -> member.apply("[" + value + "]") : member;
        return Stream.concat(values, fields(field.getMessageType(), path + ".", inner, depth - 1));
    }

    private static Stream<Body> items(String path, UnaryOperator<String> member) {
        return Stream.of(new Body(path + " of long items", size -> member.apply("[\"" + "a".repeat(size) + "\"]")));
    }

    private static String members(int size) {
        var members = new StringBuilder();
        for (int i = 0; members.length() < size; i++) {
            members.append('"').append(i).append("\":1,");
        }
        return members.append("\"last\":1").toString();
    }

    /** Returns the request of a method, of an object that nobody has. */
    static HttpRequest request(MethodDescriptor method) {
        var rule = method.getOptions().getExtension(AnnotationsProto.http);
        return switch (rule.getPatternCase()) {
            case POST -> HttpRequest.POST(path(rule.getPost()));
            case PATCH -> HttpRequest.PATCH(path(rule.getPatch()));
            case PUT -> HttpRequest.PUT(path(rule.getPut()));
            case DELETE -> HttpRequest.create(path(rule.getDelete())).withMethod(HttpMethods.DELETE);
            default -> throw new IllegalArgumentException("rule: " + rule + " (expected: one with a body)");
        };
    }

    private static String path(String template) {
        return "http://127.0.0.1" + template.replaceAll("\\{[^}]*}", "11111111-1111-4111-8111-111111111111");
    }
}
