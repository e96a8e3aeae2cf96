package shop.platform.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import shop.platform.journal.Partitions;

/**
 * Deletes entries beyond the retention time: the beginning of each chain, replaced by an anchor from which the rest can
 * be verified. An entry stays until everything before it in its chain may be deleted.
 */
record Retention(Connection connection, SigningKeys keys, Clock clock) {
    /** Rows of one transaction: a long one would hold up every projection. */
    private static final int DELETED = 5000;

    private static final String LAST_ENTRY = """
            select sequence, hash from audit_entry
            where chain = ? and sequence < coalesce(
              (select min(sequence) from audit_entry where chain = ? and recorded_at >= ?), 9223372036854775807)
            order by sequence desc limit 1
            """;

    // The last checkpoint stays: the next one is chained to it, and truncation is detected by it.
    private static final String LAST_CHECKPOINT = """
            select number, hash from audit_checkpoint
            where taken_at < ? and number < (select max(number) from audit_checkpoint) order by number desc limit 1
            """;

    private static final String DELETE_ENTRIES = """
            delete from audit_entry where chain = ? and sequence in (
              select sequence from audit_entry where chain = ? and sequence <= ? order by sequence limit ?)
            """;

    private static final String DELETE_CHECKPOINTS = """
            delete from audit_checkpoint where number in (
              select number from audit_checkpoint where number <= ? order by number limit ?)
            """;

    /**
     * Deletes what was recorded before {@code cutoff}.
     *
     * @return how many entries
     */
    long run(Instant cutoff) throws SQLException {
        // A checkpoint must cover deleted entries, or the anchors would look like an erasure.
        Checkpoint.take(connection, clock.instant(), keys);
        var deleted = 0L;
        for (short chain = 0; chain < Partitions.COUNT; chain++) {
            var last = lastEntry(chain, cutoff);
            if (last.isPresent()) {
                Anchor.at(chain, last.get(), clock.instant(), keys).insert(connection);
            }
            deleted += deleteEntries(chain, Anchor.of(connection, chain).sequence());
        }
        var last = lastCheckpoint(cutoff);
        if (last.isPresent()) {
            Anchor.at(Checkpoint.CHAIN, last.get(), clock.instant(), keys).insert(connection);
        }
        deleteCheckpoints(Anchor.of(connection, Checkpoint.CHAIN).sequence());
        return deleted;
    }

    private Optional<Link> lastEntry(short chain, Instant cutoff) throws SQLException {
        try (var statement = connection.prepareStatement(LAST_ENTRY)) {
            statement.setShort(1, chain);
            statement.setShort(2, chain);
            statement.setTimestamp(3, Timestamp.from(cutoff));
            return link(statement);
        }
    }

    private Optional<Link> lastCheckpoint(Instant cutoff) throws SQLException {
        try (var statement = connection.prepareStatement(LAST_CHECKPOINT)) {
            statement.setTimestamp(1, Timestamp.from(cutoff));
            return link(statement);
        }
    }

    private static Optional<Link> link(PreparedStatement statement) throws SQLException {
        try (var row = statement.executeQuery()) {
            return row.next() ? Optional.of(new Link(row.getLong(1), row.getBytes(2))) : Optional.empty();
        }
    }

    private long deleteEntries(short chain, long upTo) throws SQLException {
        try (var statement = connection.prepareStatement(DELETE_ENTRIES)) {
            statement.setShort(1, chain);
            statement.setShort(2, chain);
            statement.setLong(3, upTo);
            statement.setInt(4, DELETED);
            return repeat(statement);
        }
    }

    private void deleteCheckpoints(long upTo) throws SQLException {
        try (var statement = connection.prepareStatement(DELETE_CHECKPOINTS)) {
            statement.setLong(1, upTo);
            statement.setInt(2, DELETED);
            repeat(statement);
        }
    }

    private static long repeat(PreparedStatement statement) throws SQLException {
        var deleted = 0L;
        for (var count = statement.executeUpdate(); count > 0; count = statement.executeUpdate()) {
            deleted += count;
        }
        return deleted;
    }
}
