package shop.platform.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Walks one chain from its anchor to its end, beside the checkpoints that were taken of it. Not thread-safe. */
final class ChainVerifier {
    private static final String CHECKPOINTS = """
            select number, sequences[?], hashes[?] from audit_checkpoint
            where number > ? and sequences[?] >= ? order by number
            """;

    private final short chain;
    private final Report report;
    private final ResultSet checkpoints;
    private Link at;
    private boolean checkpointLeft;

    private ChainVerifier(short chain, Link start, ResultSet checkpoints, Report report) throws SQLException {
        this.chain = chain;
        this.at = start;
        this.checkpoints = checkpoints;
        this.report = report;
        checkpointLeft = checkpoints.next();
    }

    /**
     * @param connection within a transaction with one snapshot
     * @param end of the chain, by the table of ends
     */
    static void verify(Connection connection, short chain, Link end, Report report) throws SQLException {
        var start = Anchor.of(connection, chain);
        try (var checkpoints = checkpoints(connection, chain, start);
                var entries = StoredEntry.after(connection, chain, start.sequence());
                var seen = checkpoints.executeQuery();
                var rows = entries.executeQuery()) {
            var walk = new ChainVerifier(chain, start, seen, report);
            walk.compareCheckpoints();
            while (rows.next()) {
                walk.step(StoredEntry.read(rows));
            }
            walk.end(end);
        }
    }

    private static PreparedStatement checkpoints(Connection connection, short chain, Link start) throws SQLException {
        var statement = connection.prepareStatement(CHECKPOINTS);
        statement.setFetchSize(StoredEntry.FETCHED);
        statement.setInt(1, chain + 1);
        statement.setInt(2, chain + 1);
        statement.setLong(3, Anchor.of(connection, Checkpoint.CHAIN).sequence());
        statement.setInt(4, chain + 1);
        statement.setLong(5, start.sequence());
        return statement;
    }

    private void step(StoredEntry entry) throws SQLException {
        report.entry();
        var sequence = entry.place().sequence();
        if (sequence != at.sequence() + 1) {
            // It is unknown whether this entry fits the missing ones.
            report.missing(chain, at.sequence() + 1, sequence - 1);
        } else if (!entry.place().is(entry.expectedAfter(at))) {
            report.found(chain, sequence, "changed, or not where it was written");
        }
        at = entry.place();
        compareCheckpoints();
    }

    private void compareCheckpoints() throws SQLException {
        while (checkpointLeft && checkpoints.getLong(2) <= at.sequence()) {
            if (checkpoints.getLong(2) == at.sequence() && !at.is(new Link(at.sequence(), checkpoints.getBytes(3)))) {
                report.found(chain, at.sequence(), "not what checkpoint " + checkpoints.getLong(1) + " has seen there");
            }
            checkpointLeft = checkpoints.next();
        }
    }

    private void end(Link end) throws SQLException {
        if (end.sequence() > at.sequence()) {
            report.missing(chain, at.sequence() + 1, end.sequence());
        } else if (!end.is(at)) {
            report.found(chain, at.sequence(), "not the end that was written last, which is " + end.sequence());
        }
        if (checkpointLeft) {
            report.found(
                    chain,
                    at.sequence(),
                    "the last, although checkpoint " + checkpoints.getLong(1) + " has seen " + checkpoints.getLong(2));
        }
    }
}
