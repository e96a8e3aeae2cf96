/**
 * The guard around an outgoing call: deadline, bulkhead, circuit breaker, fallback, and gRPC's retry settings. It knows
 * gRPC's status codes but no client, channel or discovery; it gets the call as a function.
 */
package shop.platform.resilience;
