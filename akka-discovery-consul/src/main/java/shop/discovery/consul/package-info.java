/**
 * Akka Discovery on Consul: look-up and watch of services, registration of one's own. It stands alone and knows nothing
 * of the services that use it, nor of gRPC and Cluster Bootstrap, its two readers.
 */
package shop.discovery.consul;
