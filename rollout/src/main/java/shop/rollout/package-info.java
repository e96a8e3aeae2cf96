/**
 * Moves traffic from one version of a service to another, inside its one cluster, by what Consul tells callers. It talks to
 * Consul and Prometheus and knows neither the services nor their libraries.
 */
package shop.rollout;
