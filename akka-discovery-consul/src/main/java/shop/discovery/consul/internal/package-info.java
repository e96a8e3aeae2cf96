/**
 * How the package above talks to a Consul agent: settings, HTTP, TLS, JSON, backoff, the registrar. Not for use from
 * outside, and it knows neither look-up rules nor Akka Discovery.
 */
package shop.discovery.consul.internal;
