package shop.platform.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import shop.contract.limits.Limits;

/** The limits of fields, as the option {@code (shop.limits)} says, in JSON Schema's words. */
final class Limited {
    private static final String UUID =
            "^([0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})?$";

    private Limited() {}

    static void limit(ObjectNode schema, FieldDescriptor field) {
        var limits = field.getOptions().getExtension(Limits.limits);
        if (limits.hasMinLength()) {
            schema.put("minLength", limits.getMinLength());
        }
        if (limits.hasMaxLength()) {
            schema.put("maxLength", limits.getMaxLength());
        }
        if (limits.hasMinItems()) {
            schema.put("minItems", limits.getMinItems());
        }
        if (limits.hasMaxItems()) {
            schema.put("maxItems", limits.getMaxItems());
        }
        if (limits.getUuid()) {
            schema.put("pattern", UUID);
        }
        var isText = schema.path("type").asText().equals("string"); // 64 bits are texts in ProtoJSON
        if (limits.hasMinimum() && isText) {
            schema.put("pattern", limits.getMinimum() >= 0 ? "^[0-9]+$" : "^-?[0-9]+$");
        } else if (limits.hasMinimum()) {
            schema.put("minimum", limits.getMinimum());
        }
        if (limits.hasMaximum() && !isText) {
            schema.put("maximum", limits.getMaximum());
        }
    }
}
