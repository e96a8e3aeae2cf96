package shop.platform.grpc.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Reads JSON into messages strictly: no comments, no names twice, nothing behind the end, no unknown field. */
final class JsonBody {

    private static final ObjectMapper STRICT = new ObjectMapper(JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());
    private static final JsonFormat.Parser PARSER = JsonFormat.parser();
    private static final String WHOLE = "body";

    private JsonBody() {}

    /** Merges an object into a message; what is wrong goes to the violations. */
    static void mergeWhole(byte[] body, Message.Builder message, Violations violations) {
        text(body, violations).ifPresent(json -> {
            if (!json.stripLeading().startsWith("{")) {
                violations.add(WHOLE, "not a JSON object");
                return;
            }
            merge(json, message, violations);
        });
    }

    /** Merges a value into one field of a message; what is wrong goes to the violations. */
    static void mergeField(byte[] body, FieldDescriptor field, Message.Builder message, Violations violations) {
        text(body, violations)
                .ifPresent(json -> merge("{\"" + field.getJsonName() + "\":" + json + "}", message, violations));
    }

    private static Optional<String> text(byte[] body, Violations violations) {
        try {
            String json = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            try (JsonParser parser = STRICT.createParser(json)) {
                if (!isOneValue(parser)) {
                    violations.add(WHOLE, "not one JSON value");
                } else if (json.contains("\\u") && !isText(json)) {
                    violations.add(WHOLE, "not Unicode: half of a surrogate pair");
                } else {
                    return Optional.of(json);
                }
            }
        } catch (CharacterCodingException e) {
            violations.add(WHOLE, "not UTF-8");
        } catch (JsonProcessingException e) {
            violations.add(WHOLE, "not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            violations.add(WHOLE, "not JSON");
        }
        return Optional.empty();
    }

    private static boolean isOneValue(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        parser.skipChildren();
        return first != null && parser.nextToken() == null;
    }

    /** An escape can name half of a character, which Protobuf would replace by a question mark without a word. */
    private static boolean isText(String json) throws IOException {
        try (JsonParser parser = STRICT.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if ((token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME)
                        && !StandardCharsets.UTF_8.newEncoder().canEncode(parser.getText())) {
                    return false;
                }
            }
            return true;
        }
    }

    private static void merge(String json, Message.Builder message, Violations violations) {
        Message prototype = message.getDefaultInstanceForType();
        try {
            PARSER.merge(json, message);
        } catch (InvalidProtocolBufferException e) {
            blame(tree(json), prototype, "", violations);
            violations.addIfNone(WHOLE, e.getMessage());
        }
    }

    // The parser stops at the first fault and does not say where it is; field by field, each tells its own.
    private static void blame(JsonNode json, Message prototype, String prefix, Violations violations) {
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            JsonNode alone = JsonNodeFactory.instance.objectNode().set(member.getKey(), member.getValue());
            try {
                PARSER.merge(alone.toString(), prototype.newBuilderForType());
            } catch (InvalidProtocolBufferException e) {
                blame(member, e.getMessage(), prototype, prefix, violations);
            }
        }
    }

    private static void blame(
            Map.Entry<String, JsonNode> member,
            String message,
            Message prototype,
            String prefix,
            Violations violations) {
        String name = prefix + member.getKey();
        Optional<FieldDescriptor> field = FieldPath.field(prototype.getDescriptorForType(), member.getKey());
        if (field.isEmpty()) {
            violations.add(name, "no such field");
        } else if (FieldPath.isPlainMessage(field.get()) && member.getValue().isObject()) {
            Message nested = prototype
                    .newBuilderForType()
                    .newBuilderForField(field.get())
                    .build();
            blame(member.getValue(), nested, name + ".", violations);
        } else {
            violations.add(name, message);
        }
    }

    private static JsonNode tree(String json) {
        try {
            return STRICT.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("json: unreadable (expected: what was read before)", e);
        }
    }
}
