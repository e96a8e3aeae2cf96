/**
 * Start and stop of a node: configuration and its checks, readiness, ownership of the journal, drain, logs.
 * It knows neither gRPC nor SQL beyond one database session, and nothing of what the node serves: the rest of the platform
 * hands it pings and steps.
 */
package shop.platform.cluster;
