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
 * Tells who makes a call: by the bearer token, or else by the certificate of the connection. No other header says
 * anything about it, whoever sets it. Thread-safe.
 */
public final class Callers {

    private static final String AUTHORIZATION = "authorization";
    private static final String SCHEME = "bearer ";

    /** What proxies tell of callers; nothing behind this class is to believe or repeat it. */
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
     * @param open whether whoever does not say who it is counts as administrator
     * @param recheck how often the token of a stream is verified again
     */
    static Callers of(
            TokenVerifier tokens, Function<CallContext, Optional<String>> peer, boolean open, Duration recheck) {
        Caller unnamed = open ? new Caller.DevelopmentAdministrator() : new Caller.Anonymous();
        return new Callers(tokens, peer, unnamed, recheck, (caller, context) -> {});
    }

    /** The same callers, held to a quota before anybody asks what they may do. */
    public Callers within(CallQuota limit) {
        return new Callers(tokens, peer, unnamed, recheck, limit);
    }

    /**
     * The caller; fails with UNAUTHENTICATED when there is a token that is not good, and with RESOURCE_EXHAUSTED when the
     * caller, or whoever comes from there with such tokens, has called too often.
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

    /** What a stream's caller goes on being asked for; nothing of a caller without a token, who has the connection to show. */
    Optional<Standing> standing(CallContext context) {
        return context.count(AUTHORIZATION) == 0
                ? Optional.empty()
                : Optional.of(new Standing(recheck, () -> identify(context)));
    }

    /** The service at the other end of the connection, by its certificate, whatever token it has with it. */
    Optional<String> peer(CallContext context) {
        return peer.apply(context);
    }

    /** The call for those who are not to learn the credentials, nor what others tell of the caller. */
    CallContext withoutCredentials(CallContext context) {
        return context.without(HIDDEN);
    }
}
