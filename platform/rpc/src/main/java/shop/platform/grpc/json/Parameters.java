package shop.platform.grpc.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.util.List;

/** Sets the fields of a request that path and query name, with the rules of ProtoJSON for the text of their values. */
final class Parameters {

    private Parameters() {}

    /** Sets one field, which overrides the body; errors go to the violations. */
    static void set(Message.Builder request, FieldPath path, List<String> values, Violations violations) {
        FieldDescriptor field = path.leaf();
        if (values.size() > 1 && !field.isRepeated()) {
            violations.add(path.name(), "given " + values.size() + " times (expected: once, by either of its names)");
            return;
        }
        try {
            Message.Builder owner = path.owner(request).clearField(field);
            for (String text : values) {
                if (field.isRepeated()) {
                    owner.addRepeatedField(field, value(owner, field, text));
                } else {
                    owner.setField(field, value(owner, field, text));
                }
            }
        } catch (ValueException misfit) {
            violations.add(path.name(), misfit.getMessage());
        }
    }

    private static Object value(Message.Builder owner, FieldDescriptor field, String text) {
        if (field.getJavaType() != JavaType.MESSAGE) {
            return Scalars.of(field, text);
        }
        Message.Builder message = owner.newBuilderForField(field);
        switch (field.getMessageType().getFullName()) {
            case "google.protobuf.Timestamp" -> TextMessages.timestamp(message, text);
            case "google.protobuf.Duration" -> TextMessages.duration(message, text);
            case "google.protobuf.FieldMask" -> TextMessages.fieldMask(message, text);
            default -> {
                FieldDescriptor inner = field.getMessageType().findFieldByName("value");
                message.setField(inner, Scalars.of(inner, text));
            }
        }
        return message.build();
    }
}
