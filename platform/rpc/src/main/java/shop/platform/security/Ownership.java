package shop.platform.security;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import java.util.Optional;
import shop.contract.access.AccessRule;
import shop.platform.call.ApiException;

/** How to find the owner of a method's object. */
sealed interface Ownership {

    /** What an owner is in the contract. */
    String OWNER = "user.User";

    /**
     * Returns the ownership of a rule; empty if owners have no right.
     *
     * @throws IllegalArgumentException when the rule names a field that does not exist or is not a string
     */
    static Optional<Ownership> of(AccessRule rule, MethodDescriptor method) {
        return switch (rule.getOwnerCase()) {
            case OWNER_NOT_SET -> Optional.empty();
            case REQUEST_OWNER -> Optional.of(new InRequest(text(method.getInputType(), rule.getRequestOwner())));
            case ANSWER_OWNER ->
                Optional.of(new InAnswer(
                        text(method.getOutputType(), "id"), text(method.getOutputType(), rule.getAnswerOwner())));
        };
    }

    /**
     * Returns the request as this owner may make it.
     *
     * @throws ApiException NOT_FOUND when it is about somebody else
     */
    default Message narrow(Message request, String owner) {
        return request;
    }

    /**
     * Returns the answer, which this owner may see.
     *
     * @throws ApiException NOT_FOUND when it is about somebody else
     */
    default Message confirm(Message answer, String owner) {
        return answer;
    }

    /** The request names the owner. The object is not read, so the rejection reveals nothing, not even by its time. */
    record InRequest(FieldDescriptor field) implements Ownership {

        @Override
        public Message narrow(Message request, String owner) {
            String named = (String) request.getField(field);
            if (named.isEmpty()) {
                return request.toBuilder().setField(field, owner).build();
            }
            if (isSame(named, owner)) {
                return request;
            }
            throw ApiException.notFound(OWNER, named);
        }
    }

    /** The answer is the object and names the owner. */
    record InAnswer(FieldDescriptor id, FieldDescriptor owner) implements Ownership {

        @Override
        public Message confirm(Message answer, String caller) {
            if (isSame((String) answer.getField(owner), caller)) {
                return answer;
            }
            throw ApiException.notFound(id.getContainingType().getFullName(), (String) answer.getField(id));
        }
    }

    /** Ids are UUIDs, which some platforms write in capitals. */
    private static boolean isSame(String id, String subject) {
        return id.equalsIgnoreCase(subject);
    }

    private static FieldDescriptor text(Descriptor message, String name) {
        FieldDescriptor field = message.findFieldByName(name);
        if (field == null || field.isRepeated() || field.getType() != FieldDescriptor.Type.STRING) {
            throw new IllegalArgumentException(
                    "field: " + message.getFullName() + "." + name + " (expected: a string that names the owner)");
        }
        return field;
    }
}
