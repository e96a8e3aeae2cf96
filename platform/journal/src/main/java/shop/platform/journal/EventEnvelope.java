package shop.platform.journal;

import java.time.Instant;

/**
 * An event as a projection receives it.
 *
 * @param persistenceId {@code entityType|entityId}
 * @param sequenceNumber number of the event within its entity, from 1 without gaps
 * @param timestamp when the journal took the event, by the clock of the node that wrote it
 */
public record EventEnvelope<E>(
        String persistenceId, String entityId, long sequenceNumber, E event, Instant timestamp, EventOffset offset) {}
