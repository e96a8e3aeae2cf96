/**
 * Projections of the journal: workers, exactly-once commits of read model and offset, their lag and their rebuild. It knows no
 * service's events and no read model's tables.
 */
package shop.platform.projection;
