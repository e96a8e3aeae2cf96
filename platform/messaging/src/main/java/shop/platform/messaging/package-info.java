/**
 * Events between services over Kafka: published from the journal, consumed into a service's own tables, in order per
 * key and without loss; records that cannot be handled become dead letters. It knows no service's messages and only its
 * own tables.
 */
package shop.platform.messaging;
