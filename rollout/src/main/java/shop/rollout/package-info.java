/**
 * Moves traffic from one version of a service to another, inside its one cluster, by what Consul tells callers. It talks to
 * Consul, which it reaches by the nodes' settings, and to Prometheus, and knows neither the services nor their libraries.
 */
package shop.rollout;
