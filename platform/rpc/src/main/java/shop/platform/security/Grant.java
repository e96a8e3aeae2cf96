package shop.platform.security;

import java.util.Optional;
import shop.platform.grpc.CallContext;

/**
 * That a caller may make a call, and why. Every call that reaches a service or an inner interceptor has one.
 *
 * @param caller who calls
 * @param rule the part of the access rule that allows it: {@code role admin}, {@code service catalog-service},
 *     {@code owner} or {@code owner through storefront}
 * @param owner the user to whom whatever the call reads or changes must belong; empty: it may belong to anybody
 * @param reveals whether somebody who calls by role is answered with personal data of others
 */
public record Grant(Caller caller, String rule, Optional<String> owner, boolean reveals) {

    static final CallContext.Key<Grant> KEY = CallContext.Key.named("grant");

    Grant(Caller caller, String rule, Optional<String> owner) {
        this(caller, rule, owner, false);
    }

    /**
     * The grant of a call.
     *
     * @throws IllegalStateException when nobody has decided about the call, which then must not go on
     */
    public static Grant of(CallContext context) {
        return context.get(KEY)
                .orElseThrow(() -> new IllegalStateException("grant: none (expected: a call through AccessControl)"));
    }
}
