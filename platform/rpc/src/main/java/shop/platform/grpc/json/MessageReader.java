package shop.platform.grpc.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import shop.platform.call.Excerpt;
import shop.platform.grpc.RequestLimits;

/**
 * Reads JSON into messages by the grammar of ProtoJSON, strictly: a value of another kind than its field's, a name that
 * no field has, and a field that is given twice, by either of its names, are violations. Stops when there are more
 * errors than the answer names, and enforces the {@link RequestLimits}. Not thread-safe.
 */
final class MessageReader {

    private final JsonParser json;
    private final Violations violations;
    /** Where the reader is, e.g. {@code lines[3].unit_price}. */
    private final StringBuilder path = new StringBuilder();

    private int fields;

    /** A reader of the value at which the parser stands. */
    MessageReader(JsonParser json, Violations violations) {
        this.json = json;
        this.violations = violations;
    }

    /** Reads an object, at whose begin the parser stands, into a message, and stops at its end. */
    void object(Message.Builder message) throws IOException {
        Set<FieldDescriptor> seen = new HashSet<>();
        int outside = path.length();
        while (!violations.isFull() && json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            Optional<FieldDescriptor> field = FieldPath.field(message.getDescriptorForType(), name);
            path.append(outside == 0 ? "" : ".")
                    .append(field.map(FieldDescriptor::getName).orElse(Excerpt.of(name)));
            if (field.isEmpty()) {
                refuse(isText(name) ? "no such field" : "half of a surrogate pair (expected: Unicode text)");
            } else if (!seen.add(field.get())) {
                refuse("given twice (expected: once, by either of its names)");
            } else {
                field(message, field.get());
            }
            path.setLength(outside);
        }
    }

    /** Reads the value at which the parser stands into a field. */
    void field(Message.Builder message, FieldDescriptor field) throws IOException {
        if (path.length() == 0) {
            path.append(field.getName());
        }
        count();
        OneofDescriptor oneof = field.getRealContainingOneof();
        if (json.currentToken() == JsonToken.VALUE_NULL && !takesNull(field)) {
            return;
        }
        if (field.isMapField()) {
            entries(message, field);
        } else if (field.isRepeated()) {
            items(message, field);
        } else if (oneof != null && message.hasOneof(oneof)) {
            refuse("given beside " + message.getOneofFieldDescriptor(oneof).getName() + " (expected: either)");
        } else {
            value(message, field).ifPresent(value -> message.setField(field, value));
        }
    }

    private void items(Message.Builder message, FieldDescriptor field) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            refuse("not an array");
            return;
        }
        int outside = path.length();
        for (int i = 0; !violations.isFull() && json.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == RequestLimits.MAX_ITEMS) {
                tooMany("items", RequestLimits.MAX_ITEMS);
                return;
            }
            count();
            path.append('[').append(i).append(']');
            value(message, field).ifPresent(item -> message.addRepeatedField(field, item));
            path.setLength(outside);
        }
    }

    private void entries(Message.Builder message, FieldDescriptor field) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            refuse("not an object");
            return;
        }
        FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
        FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
        Set<Object> keys = new HashSet<>();
        int outside = path.length();
        while (!violations.isFull() && json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            if (keys.size() == RequestLimits.MAX_ITEMS) {
                tooMany("entries", RequestLimits.MAX_ITEMS);
                return;
            }
            count();
            path.append('[').append(Excerpt.of(name)).append(']');
            Message.Builder entry = message.newBuilderForField(field);
            Optional<Object> known = scalar(key, name, Scalars::of);
            if (known.isPresent() && !keys.add(known.get())) {
                refuse("given twice (expected: once)");
            } else {
                Optional<Object> read = value(entry, value);
                if (known.isPresent() && read.isPresent()) {
                    message.addRepeatedField(
                            field,
                            entry.setField(key, known.get())
                                    .setField(value, read.get())
                                    .build());
                }
            }
            path.setLength(outside);
        }
    }

    /** One value of a field; empty when it is wrong. */
    private Optional<Object> value(Message.Builder owner, FieldDescriptor field) throws IOException {
        if (field.getJavaType() == JavaType.MESSAGE) {
            return message(owner.newBuilderForField(field));
        }
        JsonToken token = json.currentToken();
        boolean fits =
                switch (field.getJavaType()) {
                    case STRING, BYTE_STRING -> token == JsonToken.VALUE_STRING;
                    case BOOLEAN -> token.isBoolean();
                    case ENUM -> token == JsonToken.VALUE_STRING || token.isNumeric() || token == JsonToken.VALUE_NULL;
                    case INT, LONG, FLOAT, DOUBLE -> token == JsonToken.VALUE_STRING || token.isNumeric();
                    case MESSAGE -> false;
                };
        if (!fits) {
            refuse("not " + kind(field));
            return Optional.empty();
        }
        if (token == JsonToken.VALUE_NULL) {
            return takesNull(field) ? Optional.of(field.getDefaultValue()) : refused("null (expected: a value)");
        }
        boolean name = field.getJavaType() == JavaType.ENUM && token == JsonToken.VALUE_STRING;
        return scalar(field, json.getText(), name ? Scalars::named : Scalars::of);
    }

    @FunctionalInterface
    private interface ScalarForm {
        Object read(FieldDescriptor field, String text);
    }

    private Optional<Object> scalar(FieldDescriptor field, String text, ScalarForm form) {
        try {
            return Optional.of(form.read(field, text));
        } catch (ValueException misfit) {
            return refused(misfit.getMessage());
        }
    }

    private Optional<Object> message(Message.Builder message) throws IOException {
        String type = message.getDescriptorForType().getFullName();
        boolean read =
                switch (type) {
                    case "google.protobuf.Timestamp" -> text(message, TextMessages::timestamp);
                    case "google.protobuf.Duration" -> text(message, TextMessages::duration);
                    case "google.protobuf.FieldMask" -> text(message, TextMessages::fieldMask);
                    case "google.protobuf.Any" -> refuse("not supported in JSON (expected: another field)");
                    case "google.protobuf.Struct" -> members(message);
                    case "google.protobuf.ListValue" -> elements(message);
                    case "google.protobuf.Value" -> dynamic(message);
                    default -> FieldPath.isWrapper(type) ? wrapped(message) : plain(message);
                };
        return read ? Optional.of(message.build()) : Optional.empty();
    }

    private boolean plain(Message.Builder message) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return refuse("not an object");
        }
        object(message);
        return true;
    }

    private boolean wrapped(Message.Builder message) throws IOException {
        FieldDescriptor inner = message.getDescriptorForType().findFieldByName("value");
        Optional<Object> value = value(message, inner);
        value.ifPresent(read -> message.setField(inner, read));
        return value.isPresent();
    }

    private boolean members(Message.Builder struct) throws IOException {
        int before = violations.size();
        entries(struct, struct.getDescriptorForType().findFieldByName("fields"));
        return violations.size() == before;
    }

    private boolean elements(Message.Builder list) throws IOException {
        int before = violations.size();
        items(list, list.getDescriptorForType().findFieldByName("values"));
        return violations.size() == before;
    }

    private boolean dynamic(Message.Builder value) throws IOException {
        String kind =
                switch (json.currentToken()) {
                    case VALUE_NULL -> "null_value";
                    case VALUE_TRUE, VALUE_FALSE -> "bool_value";
                    case VALUE_STRING -> "string_value";
                    case START_OBJECT -> "struct_value";
                    case START_ARRAY -> "list_value";
                    default -> "number_value";
                };
        FieldDescriptor field = value.getDescriptorForType().findFieldByName(kind);
        Optional<Object> read = value(value, field);
        read.ifPresent(known -> value.setField(field, known));
        return read.isPresent();
    }

    @FunctionalInterface
    private interface TextForm {
        void read(Message.Builder message, String text);
    }

    private boolean text(Message.Builder message, TextForm form) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            return refuse("not a string");
        }
        try {
            form.read(message, json.getText());
            return true;
        } catch (ValueException misfit) {
            return refuse(misfit.getMessage());
        }
    }

    private void count() {
        if (++fields > RequestLimits.MAX_FIELDS) {
            violations.addLast(
                    "body",
                    "more than " + RequestLimits.MAX_FIELDS + " fields (expected: at most " + RequestLimits.MAX_FIELDS
                            + ")");
        }
    }

    private void tooMany(String what, int most) {
        violations.addLast(path.toString(), "more than " + most + " " + what + " (expected: at most " + most + ")");
    }

    private Optional<Object> refused(String description) {
        violations.add(path.toString(), description);
        return Optional.empty();
    }

    /** Records what is wrong with the value at which the parser stands, and skips it. */
    private boolean refuse(String description) throws IOException {
        violations.add(path.toString(), description);
        if (!violations.isFull()) {
            json.skipChildren();
        }
        return false;
    }

    private static boolean isText(String name) {
        try {
            Scalars.string(name);
            return true;
        } catch (ValueException e) {
            return false;
        }
    }

    private static boolean takesNull(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType().getFullName().equals("google.protobuf.Value") && !field.isRepeated();
            case ENUM -> field.getEnumType().getFullName().equals("google.protobuf.NullValue");
            default -> false;
        };
    }

    private static String kind(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case STRING -> "a string";
            case BYTE_STRING -> "a string in base64";
            case BOOLEAN -> "true or false";
            case ENUM ->
                "the name or the number of a value of " + field.getEnumType().getName();
            default -> "a number";
        };
    }
}
