package shop.platform.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.FieldBehavior;
import com.google.api.FieldBehaviorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** JSON schemas of messages in ProtoJSON's form. A message that is used is a component of the document. Not thread-safe. */
final class Schemas {
    private final ObjectNode components;
    private final Comments comments;
    private final Set<String> ofRequests = new HashSet<>();
    private final Map<String, String> names = new HashMap<>();

    Schemas(ObjectNode components, Comments comments) {
        this.components = components;
        this.comments = comments;
    }

    /** A message that callers send: of it and of what it holds only what the contract says is required. */
    void sent(Descriptor message) {
        if (ofRequests.add(message.getFullName())) {
            message.getFields().stream()
                    .filter(field -> field.getJavaType() == JavaType.MESSAGE)
                    .forEach(field -> sent(field.getMessageType()));
        }
    }

    /** A reference to the schema of a message, which is there from now on. */
    ObjectNode reference(Descriptor message) {
        var known = WellKnown.schema(message);
        if (known.isPresent()) {
            return known.get();
        }
        var name = name(message.getFullName(), message.getName());
        if (!components.has(name)) {
            components.putObject(name); // so that a message that holds itself comes to an end
            components.set(name, object(message, field -> true));
        }
        return reference(name);
    }

    /** The schema of a message with some of its fields. */
    ObjectNode object(Descriptor message, Predicate<FieldDescriptor> included) {
        var schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        describe(schema, comments.of(message));
        var properties = schema.putObject("properties");
        var required = JsonNodeFactory.instance.arrayNode();
        var isSent = ofRequests.contains(message.getFullName());
        message.getFields().stream().filter(included).forEach(field -> {
            properties.set(field.getJsonName(), property(field));
            if (isSent ? is(field, FieldBehavior.REQUIRED) : !field.hasPresence()) {
                required.add(field.getJsonName());
            }
        });
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema;
    }

    /** The schema of a field with its comment and its limits. */
    ObjectNode property(FieldDescriptor field) {
        var schema = schema(field);
        describe(schema, comments.of(field));
        Limited.limit(schema, field);
        if (is(field, FieldBehavior.OUTPUT_ONLY)) {
            schema.put("readOnly", true);
        }
        if (field.getOptions().getDeprecated()) {
            schema.put("deprecated", true);
        }
        return schema;
    }

    static boolean is(FieldDescriptor field, FieldBehavior behavior) {
        return field.getOptions().getExtension(FieldBehaviorProto.fieldBehavior).contains(behavior);
    }

    private ObjectNode schema(FieldDescriptor field) {
        if (field.isMapField()) {
            var map = JsonNodeFactory.instance.objectNode().put("type", "object");
            map.set("additionalProperties", single(field.getMessageType().findFieldByName("value")));
            return map;
        }
        if (field.isRepeated()) {
            var array = JsonNodeFactory.instance.objectNode().put("type", "array");
            array.set("items", single(field));
            return array;
        }
        return single(field);
    }

    private ObjectNode single(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case MESSAGE -> reference(field.getMessageType());
            case ENUM -> reference(field.getEnumType());
            default -> WellKnown.scalar(field);
        };
    }

    private ObjectNode reference(EnumDescriptor type) {
        var name = name(type.getFullName(), type.getName());
        if (!components.has(name)) {
            var schema = components.putObject(name).put("type", "string");
            var values = schema.putArray("enum");
            var text = new StringBuilder(comments.of(type));
            type.getValues().forEach(value -> {
                values.add(value.getName());
                var meaning = comments.of(value);
                if (!meaning.isEmpty()) {
                    text.append("\n- `").append(value.getName()).append("`: ").append(meaning.replace('\n', ' '));
                }
            });
            describe(schema, text.toString().strip());
        }
        return reference(name);
    }

    private static ObjectNode reference(String name) {
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/" + name);
    }

    /** The short name, unless a type of another package has it already. */
    private String name(String fullName, String shortName) {
        var taken = names.putIfAbsent(shortName, fullName);
        return taken == null || taken.equals(fullName) ? shortName : fullName;
    }

    static void describe(ObjectNode node, String text) {
        if (!text.isEmpty()) {
            node.put("description", text);
        }
    }
}
