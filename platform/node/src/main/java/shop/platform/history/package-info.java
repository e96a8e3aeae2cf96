/** What happened to an entity, event by event, for people who look for a cause. */
package shop.platform.history;
