package shop.platform.projection;

import shop.platform.journal.EventOffset;

/**
 * How far a partition of a projection is.
 *
 * @param generation of the projection: each reset begins the next one, and what was read before it counts for nothing
 * @param offset of the last event that was handled in this generation
 */
record Position(long generation, EventOffset offset) {}
