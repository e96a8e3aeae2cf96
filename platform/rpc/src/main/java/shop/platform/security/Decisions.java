package shop.platform.security;

import shop.platform.call.ApiException;
import shop.platform.grpc.CallContext;

/** Is told what {@link AccessControl} decides. Called concurrently; must neither block nor throw. */
@FunctionalInterface
public interface Decisions {
    /** The call goes on by this right. */
    default void granted(CallContext context, Grant grant) {}

    /**
     * The call is refused for who makes it.
     *
     * @param caller who called; {@link Caller.Anonymous} when the token was not good
     * @param refusal what the caller is told
     */
    void denied(CallContext context, Caller caller, ApiException refusal);
}
