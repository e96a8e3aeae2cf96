package shop.platform.grpc.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The way from a message to a field that a path or query parameter can set.
 *
 * @param parents the fields to go down, none of them repeated
 * @param leaf the field at the end: of a scalar or enum type, or of a message type that JSON writes as one value
 */
record FieldPath(List<FieldDescriptor> parents, FieldDescriptor leaf) {

    private static final Set<String> WRAPPERS = Set.of(
            "google.protobuf.BoolValue",
            "google.protobuf.BytesValue",
            "google.protobuf.DoubleValue",
            "google.protobuf.FloatValue",
            "google.protobuf.Int32Value",
            "google.protobuf.Int64Value",
            "google.protobuf.StringValue",
            "google.protobuf.UInt32Value",
            "google.protobuf.UInt64Value");

    private static final Set<String> TEXTS =
            Set.of("google.protobuf.Timestamp", "google.protobuf.Duration", "google.protobuf.FieldMask");

    /** Returns the path of names with dots between them, each as in the proto file or as in JSON. */
    static Optional<FieldPath> resolve(Descriptor type, String dotted) {
        List<FieldDescriptor> parents = new ArrayList<>();
        Descriptor current = type;
        String[] names = dotted.split("\\.", -1);
        for (int i = 0; i < names.length - 1; i++) {
            Optional<FieldDescriptor> parent = field(current, names[i]).filter(FieldPath::isPlainMessage);
            if (parent.isEmpty()) {
                return Optional.empty();
            }
            parents.add(parent.get());
            current = parent.get().getMessageType();
        }
        return field(current, names[names.length - 1])
                .filter(leaf -> !leaf.isMapField() && isValue(leaf))
                .map(leaf -> new FieldPath(List.copyOf(parents), leaf));
    }

    /** Returns the field of a type by either of its names. */
    static Optional<FieldDescriptor> field(Descriptor type, String name) {
        FieldDescriptor byName = type.findFieldByName(name);
        if (byName != null) {
            return Optional.of(byName);
        }
        for (FieldDescriptor field : type.getFields()) {
            if (field.getJsonName().equals(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /** Returns whether JSON writes messages of this type as their one value. */
    static boolean isWrapper(String type) {
        return WRAPPERS.contains(type);
    }

    /** Returns the names of the proto file, whichever the caller used. */
    String name() {
        StringBuilder name = new StringBuilder();
        parents.forEach(parent -> name.append(parent.getName()).append('.'));
        return name.append(leaf.getName()).toString();
    }

    /** Returns the field of the request in which it begins. */
    FieldDescriptor first() {
        return parents.isEmpty() ? leaf : parents.get(0);
    }

    /** Returns whether JSON writes a message of this field as an object of its fields. */
    static boolean isPlainMessage(FieldDescriptor field) {
        return field.getJavaType() == JavaType.MESSAGE
                && !field.isRepeated()
                && !field.getMessageType().getFullName().startsWith("google.protobuf.");
    }

    /** Returns the builder of the message that has the leaf. */
    Message.Builder owner(Message.Builder root) {
        Message.Builder owner = root;
        for (FieldDescriptor parent : parents) {
            owner = owner.getFieldBuilder(parent);
        }
        return owner;
    }

    private static boolean isValue(FieldDescriptor field) {
        if (field.getJavaType() != JavaType.MESSAGE) {
            return true;
        }
        String type = field.getMessageType().getFullName();
        return isWrapper(type) || TEXTS.contains(type);
    }
}
