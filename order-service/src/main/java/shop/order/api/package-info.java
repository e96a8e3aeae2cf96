/**
 * The service of order.proto: validation, and mapping between messages and the domain. Refusals of the domain become API
 * errors here and nowhere else. It knows nothing of SQL or Kafka.
 */
package shop.order.api;
