package shop.platform.security;

import shop.platform.grpc.CallContext;

/** How many calls a caller may make, whatever they are. Thread-safe, and does not block. */
@FunctionalInterface
public interface CallQuota {

    /**
     * Takes one call, of a caller as far as that is proven: a token that is not good makes nobody.
     *
     * @throws shop.platform.call.ApiException RESOURCE_EXHAUSTED when there is none left
     */
    void take(Caller caller, CallContext context);
}
