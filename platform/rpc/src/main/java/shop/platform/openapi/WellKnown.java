package shop.platform.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Optional;

/** The schemas of scalars and of protobuf's own messages, for which ProtoJSON has forms of their own. */
final class WellKnown {
    private WellKnown() {}

    static ObjectNode scalar(FieldDescriptor field) {
        return switch (field.getType()) {
            case INT32, SINT32, SFIXED32 -> type("integer").put("format", "int32");
            case UINT32, FIXED32 ->
                type("integer").put("format", "int64").put("minimum", 0).put("maximum", 0xFFFF_FFFFL);
            case INT64, SINT64, SFIXED64 ->
                type("string").put("format", "int64").put("pattern", "^-?[0-9]+$");
            case UINT64, FIXED64 -> type("string").put("format", "uint64").put("pattern", "^[0-9]+$");
            case FLOAT, DOUBLE -> number(field.getType() == FieldDescriptor.Type.FLOAT ? "float" : "double");
            case BOOL -> type("boolean");
            case BYTES -> type("string").put("contentEncoding", "base64");
            default -> type("string");
        };
    }

    /** Empty for messages that JSON writes as an object of their fields. */
    static Optional<ObjectNode> schema(Descriptor message) {
        return Optional.ofNullable(
                switch (message.getFullName()) {
                    case "google.protobuf.Timestamp" -> type("string").put("format", "date-time");
                    case "google.protobuf.Duration" -> type("string").put("pattern", "^-?[0-9]+(\\.[0-9]{1,9})?s$");
                    case "google.protobuf.FieldMask" -> type("string");
                    case "google.protobuf.Struct", "google.protobuf.Empty" -> type("object");
                    case "google.protobuf.Value" -> JsonNodeFactory.instance.objectNode();
                    case "google.protobuf.ListValue" -> type("array");
                    case "google.protobuf.Any" -> any();
                    case "google.protobuf.BoolValue",
                            "google.protobuf.BytesValue",
                            "google.protobuf.DoubleValue",
                            "google.protobuf.FloatValue",
                            "google.protobuf.Int32Value",
                            "google.protobuf.Int64Value",
                            "google.protobuf.StringValue",
                            "google.protobuf.UInt32Value",
                            "google.protobuf.UInt64Value" -> scalar(message.findFieldByName("value"));
                    default -> null;
                });
    }

    /** A message of any type, which says which. */
    static ObjectNode any() {
        var any = type("object");
        any.putObject("properties").putObject("@type").put("type", "string");
        any.putArray("required").add("@type");
        return any;
    }

    /** JSON has no other way to write infinity. */
    private static ObjectNode number(String format) {
        var schema = JsonNodeFactory.instance.objectNode();
        var forms = schema.putArray("anyOf");
        forms.addObject().put("type", "number").put("format", format);
        forms.addObject()
                .put("type", "string")
                .putArray("enum")
                .add("NaN")
                .add("Infinity")
                .add("-Infinity");
        return schema;
    }

    private static ObjectNode type(String name) {
        return JsonNodeFactory.instance.objectNode().put("type", name);
    }
}
