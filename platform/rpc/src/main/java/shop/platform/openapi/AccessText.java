package shop.platform.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import shop.contract.access.Access;
import shop.contract.access.AccessRule;

/** Who may call a method, in words and for programs. */
final class AccessText {
    private AccessText() {}

    /** One sentence; empty for a method without a rule, which nobody may call. */
    static Optional<String> sentence(MethodDescriptor method) {
        return rule(method).map(rule -> {
            List<String> who = new ArrayList<>();
            if (rule.getRolesCount() > 0) {
                who.add("users of the roles " + list(rule.getRolesList()));
            }
            if (rule.getServicesCount() > 0) {
                who.add("the services " + list(rule.getServicesList()) + " by certificate");
            }
            owner(rule).ifPresent(who::add);
            return "Who may call it: " + String.join("; ", who) + ".";
        });
    }

    private static Optional<String> owner(AccessRule rule) {
        var through = rule.hasOwnerThrough()
                ? ", through " + list(rule.getOwnerThrough().getServicesList()) + " only"
                : "";
        return switch (rule.getOwnerCase()) {
            case REQUEST_OWNER ->
                Optional.of("every user for themselves (`" + rule.getRequestOwner() + "` of the request)" + through);
            case ANSWER_OWNER ->
                Optional.of("every user on what is theirs (`" + rule.getAnswerOwner() + "` of the answer)" + through);
            case OWNER_NOT_SET -> Optional.empty();
        };
    }

    /** The rule as the extension {@code x-access} of an operation. */
    static Optional<ObjectNode> extension(MethodDescriptor method) {
        return rule(method).map(rule -> {
            var access = JsonNodeFactory.instance.objectNode();
            var roles = access.putArray("roles");
            rule.getRolesList().forEach(roles::add);
            var services = access.putArray("services");
            rule.getServicesList().forEach(services::add);
            switch (rule.getOwnerCase()) {
                case REQUEST_OWNER -> access.put("requestOwner", rule.getRequestOwner());
                case ANSWER_OWNER -> access.put("answerOwner", rule.getAnswerOwner());
                case OWNER_NOT_SET -> {}
            }
            return access;
        });
    }

    private static String list(List<String> names) {
        return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }

    private static Optional<AccessRule> rule(MethodDescriptor method) {
        return method.getOptions().hasExtension(Access.access)
                ? Optional.of(method.getOptions().getExtension(Access.access))
                : Optional.empty();
    }
}
