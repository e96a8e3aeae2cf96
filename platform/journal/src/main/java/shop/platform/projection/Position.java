package shop.platform.projection;

import shop.platform.journal.EventOffset;

/**
 * The progress of a partition of a projection.
 *
 * @param generation of the projection: each reset begins the next one, and earlier reads are ignored
 * @param offset of the last event that was handled in this generation
 */
record Position(long generation, EventOffset offset) {}
