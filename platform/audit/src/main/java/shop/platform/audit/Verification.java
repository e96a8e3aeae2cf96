package shop.platform.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import shop.platform.journal.Partitions;

/** Finds entries that were changed, removed or reordered since they were written. */
final class Verification {
    private static final String CHECKPOINT = "select hash from audit_checkpoint where number = ?";

    private Verification() {}

    /**
     * Verifies one snapshot of the audit, while nodes keep writing.
     *
     * @param witness a checkpoint that was kept elsewhere, such as in a log
     * @param findings takes each finding as it is made
     */
    static Report run(Connection connection, SigningKeys keys, Optional<Link> witness, Consumer<String> findings)
            throws SQLException {
        var report = new Report(findings);
        connection.setAutoCommit(false);
        try {
            connection.createStatement().execute("set transaction isolation level repeatable read, read only");
            var ends = Checkpoint.ends(connection);
            if (ends.size() != Partitions.COUNT) {
                report.found("chains: %d (expected: %d)".formatted(ends.size(), Partitions.COUNT));
            }
            for (var chain = 0; chain < ends.size(); chain++) {
                ChainVerifier.verify(connection, (short) chain, ends.get(chain), report);
            }
            new CheckpointVerifier(connection, keys, report).verify();
            if (witness.isPresent()) {
                compare(connection, witness.get(), report);
            }
            return report;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static void compare(Connection connection, Link witness, Report report) throws SQLException {
        var anchor = Anchor.of(connection, Checkpoint.CHAIN);
        if (witness.sequence() <= anchor.sequence()) {
            return;
        }
        try (var statement = connection.prepareStatement(CHECKPOINT)) {
            statement.setLong(1, witness.sequence());
            try (var row = statement.executeQuery()) {
                if (!row.next()) {
                    report.found("checkpoint " + witness.sequence() + ": missing");
                } else if (!Arrays.equals(row.getBytes(1), witness.hash())) {
                    report.found("checkpoint " + witness.sequence() + ": not "
                            + HexFormat.of().formatHex(witness.hash()));
                }
            }
        }
    }
}
