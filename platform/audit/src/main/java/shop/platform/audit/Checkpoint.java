package shop.platform.audit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shop.platform.audit.SigningKeys.Signature;

/**
 * The ends of all chains at one moment.
 *
 * @param number from 1; checkpoints are a chain themselves
 * @param ends of the chains, by their numbers
 * @param hash over the checkpoint and, by the one before, all earlier ones
 */
record Checkpoint(long number, Instant takenAt, List<Link> ends, byte[] hash, Signature signature) {
    /** Chain of the anchors of checkpoints. */
    static final short CHAIN = -1;

    private static final String LAST = "select * from audit_checkpoint order by number desc limit 1";
    private static final String ENDS = "select sequence, hash from audit_chain order by chain";
    private static final String INSERT = "insert into audit_checkpoint values (?, ?, ?, ?, ?, ?, ?)";
    private static final String TAKE_TURN = "select pg_try_advisory_xact_lock(hashtextextended('shop/audit', 0))";

    Checkpoint {
        takenAt = takenAt.truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Takes one, unless another node does, or nothing was written since the last.
     *
     * @return empty: none was taken
     */
    static Optional<Checkpoint> take(Connection connection, Instant now, SigningKeys keys) throws SQLException {
        connection.setAutoCommit(false);
        try {
            var taken = isTurn(connection) ? takeInTurn(connection, now, keys) : Optional.<Checkpoint>empty();
            connection.commit();
            return taken;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static boolean isTurn(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(TAKE_TURN)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static Optional<Checkpoint> takeInTurn(Connection connection, Instant now, SigningKeys keys)
            throws SQLException {
        var last = last(connection);
        var ends = ends(connection);
        if (last.map(before -> sequences(before.ends).equals(sequences(ends))).orElse(false)) {
            return Optional.empty();
        }
        var before = last.isPresent() ? last.get().link() : Anchor.of(connection, CHAIN);
        var unsigned = new Checkpoint(before.sequence() + 1, now, ends, new byte[0], Signature.NONE);
        var hash = unsigned.expectedHash(before.hash());
        var checkpoint = new Checkpoint(unsigned.number, unsigned.takenAt, ends, hash, keys.sign(hash));
        checkpoint.insert(connection);
        return Optional.of(checkpoint);
    }

    private static List<Long> sequences(List<Link> ends) {
        return ends.stream().map(Link::sequence).toList();
    }

    private static Optional<Checkpoint> last(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(LAST)) {
            return row.next() ? Optional.of(read(row)) : Optional.empty();
        }
    }

    /** By one statement, and so at one moment. */
    static List<Link> ends(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(ENDS)) {
            var ends = new ArrayList<Link>();
            while (rows.next()) {
                ends.add(new Link(rows.getLong(1), rows.getBytes(2)));
            }
            return ends;
        }
    }

    /** @param row all columns of the table */
    static Checkpoint read(ResultSet row) throws SQLException {
        var sequences = (Long[]) row.getArray("sequences").getArray();
        var hashes = (byte[][]) row.getArray("hashes").getArray();
        var ends = new ArrayList<Link>();
        for (var chain = 0; chain < Math.min(sequences.length, hashes.length); chain++) {
            ends.add(new Link(sequences[chain], hashes[chain]));
        }
        return new Checkpoint(
                row.getLong("number"),
                row.getTimestamp("taken_at").toInstant(),
                ends,
                row.getBytes("hash"),
                new Signature(row.getString("key_id"), row.getBytes("signature")));
    }

    private void insert(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(INSERT)) {
            statement.setLong(1, number);
            statement.setTimestamp(2, Timestamp.from(takenAt));
            statement.setArray(
                    3, connection.createArrayOf("int8", sequences(ends).toArray()));
            statement.setArray(
                    4,
                    connection.createArrayOf(
                            "bytea", ends.stream().map(Link::hash).toArray(byte[][]::new)));
            statement.setBytes(5, hash);
            statement.setString(6, signature.keyId());
            statement.setBytes(7, signature.bytes());
            statement.executeUpdate();
        }
    }

    /** Its place in the chain of checkpoints. */
    Link link() {
        return new Link(number, hash);
    }

    /** Returns what the hash must be after a checkpoint with the hash {@code before}. */
    byte[] expectedHash(byte[] before) {
        var digest = new Digest().add(before).add(number).add(takenAt).add((long) ends.size());
        ends.forEach(end -> digest.add(end.sequence()).add(end.hash()));
        return digest.bytes();
    }
}
