package shop.platform.security;

import java.util.Optional;
import shop.platform.grpc.CallContext;

/**
 * The permission of a caller to make a call, and its reason. Every call that reaches a service or an inner interceptor
 * has one.
 *
 * @param caller who calls
 * @param rule the part of the access rule that allows it: {@code role admin}, {@code service catalog-service},
 *     {@code owner} or {@code owner through storefront}
 * @param owner the user who must own everything that the call reads or changes; empty: any owner
 * @param reveals whether a caller by role gets personal data of others
 */
public record Grant(Caller caller, String rule, Optional<String> owner, boolean reveals) {

    static final CallContext.Key<Grant> KEY = CallContext.Key.named("grant");

    Grant(Caller caller, String rule, Optional<String> owner) {
        this(caller, rule, owner, false);
    }

    /**
     * Returns the grant of a call.
     *
     * @throws IllegalStateException when no rule was applied to the call, which then must not continue
     */
    public static Grant of(CallContext context) {
        return context.get(KEY)
                .orElseThrow(() -> new IllegalStateException("grant: none (expected: a call through AccessControl)"));
    }
}
