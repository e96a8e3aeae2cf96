/**
 * Orders: the entity, its events, and what becomes of it when. It knows nothing of gRPC, SQL or Kafka, and of users only
 * what it is told.
 */
package shop.order.domain;
