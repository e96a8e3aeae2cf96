/**
 * Events in PostgreSQL: connection pools, migrations, the journal and snapshot stores of Akka Persistence in plain batched
 * JDBC, and the event source that projections read. It knows no service's events and no read model.
 */
package shop.platform.journal;
