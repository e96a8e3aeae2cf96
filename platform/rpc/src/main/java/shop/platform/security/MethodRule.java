package shop.platform.security;

import com.google.protobuf.Descriptors.MethodDescriptor;
import io.grpc.Status.Code;
import java.util.Optional;
import java.util.Set;
import shop.contract.access.Access;
import shop.contract.access.AccessRule;
import shop.contract.access.Through;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;

/**
 * Who may call one method, by its option {@code (shop.access)}. Immutable.
 *
 * @param roles one of which is enough
 * @param services by name
 * @param ownership how to find the owner; empty: owners have no right
 * @param through the services through which owners must call; empty: owners call directly
 * @param personal whether the answer holds personal data
 */
record MethodRule(
        Set<String> roles,
        Set<String> services,
        Optional<Ownership> ownership,
        Optional<Through> through,
        boolean personal) {

    /** The rule of a method without its own rule. */
    static final MethodRule NOBODY = new MethodRule(Set.of(), Set.of(), Optional.empty(), Optional.empty(), false);

    /**
     * Returns the rule of a method.
     *
     * @throws IllegalArgumentException when it has none, or one that cannot be enforced
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
                Set.copyOf(rule.getRolesList()),
                Set.copyOf(rule.getServicesList()),
                Ownership.of(rule, method),
                rule.hasOwnerThrough() ? Optional.of(rule.getOwnerThrough()) : Optional.empty(),
                rule.getPersonal());
        if (compiled.allowsNobody()) {
            throw refused(method, "a rule that allows nobody (expected: a role, a service or the owner)");
        }
        if (!compiled.canBeToldThrough()) {
            throw refused(
                    method, "owner_through (expected: an owner, services, a reason of errors.proto and a message)");
        }
        return compiled;
    }

    /**
     * Returns why this caller may call; empty if it may not.
     *
     * @param peer the service at the other end of the connection, by its certificate
     */
    Optional<Grant> grant(Caller caller, Optional<String> peer) {
        for (String role : caller.roles()) {
            if (roles.contains(role)) {
                boolean isSomebody = caller instanceof Caller.User;
                return Optional.of(new Grant(caller, "role " + role, Optional.empty(), personal && isSomebody));
            }
        }
        if (caller instanceof Caller.Service service && services.contains(service.service())) {
            return Optional.of(new Grant(caller, "service " + service.service(), Optional.empty()));
        }
        if (caller instanceof Caller.User user && ownership.isPresent()) {
            return owner(user, peer);
        }
        return Optional.empty();
    }

    private Optional<Grant> owner(Caller.User user, Optional<String> peer) {
        if (through.isEmpty()) {
            return Optional.of(new Grant(user, "owner", Optional.of(user.subject())));
        }
        return peer.filter(through.get().getServicesList()::contains)
                .map(service -> new Grant(user, "owner through " + service, Optional.of(user.subject())));
    }

    /** Returns the error for a caller without a grant. */
    ApiException refusal(Caller caller, String method) {
        if (caller instanceof Caller.Anonymous) {
            return ApiException.builder(
                            Code.UNAUTHENTICATED,
                            ErrorReason.TOKEN_MISSING,
                            "authorization: absent (expected: Bearer and a token of the issuer)")
                    .build();
        }
        return through.filter(needed -> caller instanceof Caller.User)
                .map(needed -> ApiException.builder(Code.PERMISSION_DENIED, reason(needed), needed.getMessage()))
                .orElseGet(() -> ApiException.builder(
                        Code.PERMISSION_DENIED, ErrorReason.ACCESS_DENIED, "You may not call " + method + "."))
                .build();
    }

    private boolean canBeToldThrough() {
        return through.isEmpty()
                || ownership.isPresent()
                        && through.get().getServicesCount() > 0
                        && isKnown(through.get().getReason())
                        && !through.get().getMessage().isEmpty();
    }

    private static boolean isKnown(String reason) {
        return ErrorReason.getDescriptor().findValueByName(reason) != null;
    }

    private static ErrorReason reason(Through through) {
        return ErrorReason.valueOf(through.getReason());
    }

    private boolean allowsNobody() {
        return roles.isEmpty() && services.isEmpty() && ownership.isEmpty();
    }

    private static IllegalArgumentException refused(MethodDescriptor method, String problem) {
        return new IllegalArgumentException("method " + method.getFullName() + ": " + problem);
    }
}
