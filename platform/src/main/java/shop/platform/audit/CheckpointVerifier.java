package shop.platform.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import shop.platform.journal.Partitions;

/** Walks the chain of checkpoints and looks at the signatures of checkpoints and anchors. */
record CheckpointVerifier(Connection connection, SigningKeys keys, Report report) {
    private static final String AFTER = "select * from audit_checkpoint where number > ? order by number";

    void verify() throws SQLException {
        for (var chain = Checkpoint.CHAIN; chain < Partitions.COUNT; chain++) {
            verifyAnchor(chain);
        }
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

    /** What a signed checkpoint follows, the signature covers; so the last must have one. */
    private void requireSigned(Checkpoint last) {
        if (!keys.isEmpty() && last != null && last.signature().isAbsent()) {
            report.found("checkpoint " + last.number() + ": the last, and not signed");
        }
    }

    private void verifyAnchor(short chain) throws SQLException {
        var anchor = Anchor.last(connection, chain);
        if (anchor.isPresent() && !keys.isEmpty() && !anchor.get().isSignedBy(keys)) {
            report.found(chain, anchor.get().end().sequence(), "an anchor not signed by a known key");
        }
    }
}
