/** What event-sourced entities that answer callers have in common. */
package shop.platform.eventsourced;
