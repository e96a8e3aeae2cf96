package shop.platform.grpc.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.List;
import java.util.Optional;

/** Sets the fields of a request that path and query name, with the rules of the JSON mapping for their values. */
final class Parameters {

    private static final JsonFormat.Parser PARSER = JsonFormat.parser();

    private Parameters() {}

    /** Sets one field, which hides what the body said; what is wrong goes to the violations. */
    static void set(Message.Builder request, String name, List<String> values, Violations violations) {
        Optional<FieldPath> path = FieldPath.resolve(request.getDescriptorForType(), name);
        if (path.isEmpty()) {
            violations.add(name, "no such parameter");
            return;
        }
        FieldPath field = path.get();
        if (values.size() > 1 && !field.leaf().isRepeated()) {
            violations.add(name, "given " + values.size() + " times (expected: once)");
            return;
        }
        try {
            Message.Builder owner = field.owner(request);
            PARSER.merge(json(field, values), owner.clearField(field.leaf()));
        } catch (InvalidProtocolBufferException e) {
            violations.add(name, e.getMessage());
        }
    }

    private static String json(FieldPath field, List<String> values) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        String name = field.leaf().getJsonName();
        if (field.leaf().isRepeated()) {
            values.forEach(object.putArray(name)::add);
        } else {
            object.put(name, values.get(0));
        }
        return object.toString();
    }
}
