/**
 * The right of this node life to write to the journal and to answer from memory, and its end: the table journal_writer,
 * and what this node knows about it. It knows neither the events that are written nor shards.
 */
package shop.platform.fencing;
