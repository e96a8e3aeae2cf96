/**
 * The right of this life of a node to write to the journal and to answer from memory, and how it ends: the table journal_writer, and
 * what this node knows of it. It knows nothing of what is written, and nothing of shards.
 */
package shop.platform.fencing;
