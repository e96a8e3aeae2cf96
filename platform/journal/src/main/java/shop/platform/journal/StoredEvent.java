package shop.platform.journal;

import java.util.Optional;

/** A row of {@code event_journal} without the columns that fill themselves. */
record StoredEvent(
        String persistenceId,
        long sequenceNumber,
        String writer,
        long writeTimestamp,
        String adapterManifest,
        SerializedObject event,
        Optional<SerializedObject> metadata) {}
