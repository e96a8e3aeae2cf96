package shop.platform.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import shop.platform.journal.Partitions;

/** Walks the chain of checkpoints and verifies the signatures of checkpoints and anchors. */
record CheckpointVerifier(Connection connection, SigningKeys keys, Report report) {
    private static final String AFTER = "select * from audit_checkpoint where number > ? order by number";

    /** An audit that has been written for so long has a checkpoint, wherever its nodes have a key. */
    private static final String OLD_ENTRIES =
            "select exists (select from audit_entry where recorded_at < now() - interval '10 minutes')";

    void verify() throws SQLException {
        var last = verifyCheckpoints();
        for (var chain = Checkpoint.CHAIN; chain < Partitions.COUNT; chain++) {
            verifyAnchor(chain, last);
        }
        if (last == null && !keys.isEmpty() && hasOldEntries()) {
            report.found("checkpoints: none (expected: one per minute while entries are written)");
        }
    }

    /** Returns the last one, null where there is none. */
    private Checkpoint verifyCheckpoints() throws SQLException {
        var at = Anchor.of(connection, Checkpoint.CHAIN);
        try (var statement = connection.prepareStatement(AFTER)) {
            statement.setFetchSize(StoredEntry.FETCHED);
            statement.setLong(1, at.sequence());
            try (var rows = statement.executeQuery()) {
                Checkpoint last = null;
                while (rows.next()) {
                    last = Checkpoint.read(rows);
                    verify(last, at);
                    at = last.link();
                }
                requireSigned(last);
                return last;
            }
        }
    }

    private void verify(Checkpoint checkpoint, Link before) {
        report.checkpoint();
        if (checkpoint.number() != before.sequence() + 1) {
            report.found("checkpoints %d to %d: missing".formatted(before.sequence() + 1, checkpoint.number() - 1));
        } else if (!Arrays.equals(checkpoint.hash(), checkpoint.expectedHash(before.hash()))) {
            report.found("checkpoint " + checkpoint.number() + ": changed, or not where it was written");
        }
        if (!keys.isEmpty()
                && !checkpoint.signature().isAbsent()
                && !keys.haveSigned(checkpoint.hash(), checkpoint.signature())) {
            report.found("checkpoint " + checkpoint.number() + ": not signed by a known key");
        }
    }

    /** A signature covers all earlier checkpoints; so the last one must be signed. */
    private void requireSigned(Checkpoint last) {
        if (!keys.isEmpty() && last != null && last.signature().isAbsent()) {
            report.found("checkpoint " + last.number() + ": the last, and not signed");
        }
    }

    /**
     * Only its signature proves that an anchor's deletion was retention: without the key, retention and erasure look
     * the same. Retention takes a checkpoint before it sets anchors, so that the last one covers all that they delete.
     */
    private void verifyAnchor(short chain, Checkpoint last) throws SQLException {
        var anchor = Anchor.last(connection, chain);
        if (anchor.isEmpty()) {
            return;
        }
        var sequence = anchor.get().end().sequence();
        if (keys.isEmpty()) {
            report.found(
                    chain, sequence, "an anchor, which cannot be told from an erasure without shop.audit.key-file");
        } else if (!anchor.get().isSignedBy(keys)) {
            report.found(chain, sequence, "an anchor not signed by a known key");
        }
        if (last == null || sequence > seen(last, chain)) {
            report.found(chain, sequence, "an anchor beyond what the last checkpoint has seen");
        }
    }

    private static long seen(Checkpoint checkpoint, short chain) {
        if (chain == Checkpoint.CHAIN) {
            return checkpoint.number();
        }
        return chain < checkpoint.ends().size() ? checkpoint.ends().get(chain).sequence() : 0;
    }

    private boolean hasOldEntries() throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(OLD_ENTRIES)) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
