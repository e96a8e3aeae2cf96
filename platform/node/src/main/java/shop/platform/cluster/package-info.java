/**
 * Start and stop of a node: configuration and its checks, readiness, ownership of the journal, drain, logs. It knows
 * neither gRPC nor SQL beyond one database session, and nothing about what the node serves: the rest of the platform
 * provides pings and steps.
 */
package shop.platform.cluster;
