package shop.platform.security;

import io.grpc.Status.Code;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import shop.platform.call.ApiException;
import shop.platform.grpc.CallContext;

/**
 * Identifies the caller of a call: by the bearer token, otherwise by the certificate of the connection. No other header
 * counts. Thread-safe.
 */
public final class Callers {

    private static final String AUTHORIZATION = "authorization";
    private static final String SCHEME = "bearer ";

    /** Headers with which proxies describe callers; no code after this class may trust or repeat them. */
    private static final Set<String> HIDDEN = Set.of(
            AUTHORIZATION,
            "proxy-authorization",
            "cookie",
            "remote-user",
            "x-remote-user",
            "x-user",
            "x-user-id",
            "x-roles",
            "x-auth-request-user",
            "x-auth-request-email",
            "x-auth-request-groups",
            "x-forwarded-user",
            "x-forwarded-email",
            "x-forwarded-groups",
            "x-forwarded-access-token",
            "x-forwarded-client-cert");

    private final TokenVerifier tokens;
    private final Function<CallContext, Optional<String>> peer;
    private final Caller unnamed;
    private final Duration recheck;
    private final CallQuota quota;

    private Callers(
            TokenVerifier tokens,
            Function<CallContext, Optional<String>> peer,
            Caller unnamed,
            Duration recheck,
            CallQuota quota) {
        this.tokens = tokens;
        this.peer = peer;
        this.unnamed = unnamed;
        this.recheck = recheck;
        this.quota = quota;
    }

    /**
     * Callers of a node.
     *
     * @param peer the service at the other end of the connection, by its certificate
     * @param open whether anonymous callers count as administrators
     * @param recheck how often the token of a stream is verified again
     */
    static Callers of(
            TokenVerifier tokens, Function<CallContext, Optional<String>> peer, boolean open, Duration recheck) {
        Caller unnamed = open ? new Caller.DevelopmentAdministrator() : new Caller.Anonymous();
        return new Callers(tokens, peer, unnamed, recheck, (caller, context) -> {});
    }

    /** Returns the same callers with a quota, which is checked before their rights. */
    public Callers within(CallQuota limit) {
        return new Callers(tokens, peer, unnamed, recheck, limit);
    }

    /**
     * Returns the caller; fails with UNAUTHENTICATED when there is an invalid token, and with RESOURCE_EXHAUSTED when
     * the caller, or its address with such tokens, has called too often.
     */
    CompletionStage<Caller> of(CallContext context) {
        return identify(context).handle((caller, failure) -> {
            if (failure == null) {
                quota.take(caller, context);
                return caller;
            }
            Throwable reason = failure instanceof CompletionException ? failure.getCause() : failure;
            if (reason instanceof ApiException refusal && refusal.code() == Code.UNAUTHENTICATED) {
                quota.take(new Caller.Anonymous(), context);
            }
            throw reason instanceof RuntimeException known ? known : new CompletionException(reason);
        });
    }

    private CompletionStage<Caller> identify(CallContext context) {
        int authorizations = context.count(AUTHORIZATION);
        if (authorizations == 0) {
            return CompletableFuture.completedFuture(
                    peer.apply(context).<Caller>map(Caller.Service::new).orElse(unnamed));
        }
        String authorization = context.getText(AUTHORIZATION).orElse("");
        if (authorizations > 1 || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return CompletableFuture.failedFuture(
                    TokenVerifier.invalid("authorization: not understood (expected: Bearer and a token, once)"));
        }
        return tokens.verify(authorization.substring(SCHEME.length()).strip()).thenApply(user -> user);
    }

    /** Checks the caller of a stream repeatedly; not a caller without a token, whom the connection identifies. */
    Optional<Standing> standing(CallContext context) {
        return context.count(AUTHORIZATION) == 0
                ? Optional.empty()
                : Optional.of(new Standing(recheck, () -> identify(context)));
    }

    /** Returns the service at the other end of the connection, by its certificate, with or without a token. */
    Optional<String> peer(CallContext context) {
        return peer.apply(context);
    }

    /** Returns the call without credentials and without proxies' headers about the caller. */
    CallContext withoutCredentials(CallContext context) {
        return context.without(HIDDEN);
    }
}
