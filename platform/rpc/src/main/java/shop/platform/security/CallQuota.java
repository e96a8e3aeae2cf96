package shop.platform.security;

import shop.platform.grpc.CallContext;

/** Limits the calls of a caller, of any kind. Thread-safe, and does not block. */
@FunctionalInterface
public interface CallQuota {

    /**
     * Takes one call of a caller, as far as its identity is proven: an invalid token proves none.
     *
     * @throws shop.platform.call.ApiException RESOURCE_EXHAUSTED when there is none left
     */
    void take(Caller caller, CallContext context);
}
