/**
 * Events of orders on their way to Kafka, and events of users on their way into the replica. It knows nothing of gRPC.
 */
package shop.order.messaging;
