package shop.platform.security;

import shop.platform.call.ApiException;
import shop.platform.grpc.CallContext;

/** Is told of every call that is refused for who makes it. Called concurrently; must neither block nor throw. */
@FunctionalInterface
public interface Denials {

    /**
     * @param caller who called; {@link Caller.Anonymous} when the token was not good
     * @param refusal what the caller is told
     */
    void denied(CallContext context, Caller caller, ApiException refusal);
}
