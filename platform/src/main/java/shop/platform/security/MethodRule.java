package shop.platform.security;

import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.Optional;
import java.util.Set;
import shop.contract.access.Access;
import shop.contract.access.AccessRule;

/**
 * Who may call one method, as its option {@code (shop.access)} says. Immutable.
 *
 * @param roles one of which is enough
 * @param services by name
 * @param ownership how what is a user's own is told; empty: owning gives no right
 */
record MethodRule(Set<String> roles, Set<String> services, Optional<Ownership> ownership) {

    /**
     * The rule of a method.
     *
     * @throws IllegalArgumentException when it has none, or one that cannot be kept
     */
    static MethodRule of(MethodDescriptor method) {
        if (!method.getOptions().hasExtension(Access.access)) {
            throw refused(method, "no rule (expected: option (shop.access) in its proto file)");
        }
        if (method.isClientStreaming()) {
            throw refused(method, "a stream of requests (expected: one, since streams of them pass no interceptor)");
        }
        AccessRule rule = method.getOptions().getExtension(Access.access);
        MethodRule compiled = new MethodRule(
                Set.copyOf(rule.getRolesList()), Set.copyOf(rule.getServicesList()), Ownership.of(rule, method));
        if (compiled.allowsNobody()) {
            throw refused(method, "a rule without anybody in it (expected: a role, a service or the owner)");
        }
        return compiled;
    }

    /** Why this caller may call, if it may. */
    Optional<Grant> grant(Caller caller) {
        for (String role : caller.roles()) {
            if (roles.contains(role)) {
                return Optional.of(new Grant(caller, "role " + role, Optional.empty()));
            }
        }
        if (caller instanceof Caller.Service service && services.contains(service.service())) {
            return Optional.of(new Grant(caller, "service " + service.service(), Optional.empty()));
        }
        if (caller instanceof Caller.User user && ownership.isPresent()) {
            return Optional.of(new Grant(caller, "owner", Optional.of(user.subject())));
        }
        return Optional.empty();
    }

    private boolean allowsNobody() {
        return roles.isEmpty() && services.isEmpty() && ownership.isEmpty();
    }

    private static IllegalArgumentException refused(MethodDescriptor method, String problem) {
        return new IllegalArgumentException("method " + method.getFullName() + ": " + problem);
    }
}
