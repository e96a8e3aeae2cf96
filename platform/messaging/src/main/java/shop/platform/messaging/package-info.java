/**
 * Events between services over Kafka: published from the journal, consumed into a service's own tables, in order a key and without
 * loss; what cannot be handled goes to dead letters. It knows no service's messages and no table but its own.
 */
package shop.platform.messaging;
