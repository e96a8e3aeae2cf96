package shop.platform.journal;

import java.util.Optional;

/** A row of {@code snapshot}. */
record StoredSnapshot(
        String persistenceId,
        long sequenceNumber,
        long created,
        SerializedObject snapshot,
        Optional<SerializedObject> metadata) {}
