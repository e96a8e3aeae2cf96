/**
 * Users and the e-mail addresses they hold: entities, their events, and the rules between them. It knows nothing of
 * gRPC, SQL or Kafka.
 */
package shop.user.domain;
