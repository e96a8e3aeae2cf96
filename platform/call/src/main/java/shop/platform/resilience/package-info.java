/**
 * The guard around an outgoing call: deadline, bulkhead, circuit breaker, fallback, and the terms on which gRPC retries. It
 * knows gRPC's status codes but no client, no channel and no discovery; what is called is handed to it as a function.
 */
package shop.platform.resilience;
