package shop.platform.audit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import shop.platform.audit.SigningKeys.Signature;

/**
 * The beginning of a chain after older entries were deleted.
 *
 * @param end the last place that was deleted
 */
record Anchor(short chain, Link end, Instant setAt, Signature signature) {
    private static final String LAST = "select * from audit_anchor where chain = ? order by sequence desc limit 1";
    private static final String INSERT = "insert into audit_anchor values (?, ?, ?, ?, ?, ?)";

    Anchor {
        setAt = setAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** Returns an anchor that is signed when there is a key. */
    static Anchor at(short chain, Link end, Instant now, SigningKeys keys) {
        var unsigned = new Anchor(chain, end, now, Signature.NONE);
        return new Anchor(chain, end, now, keys.sign(unsigned.digest()));
    }

    /** Returns the place after which the chain begins. */
    static Link of(Connection connection, short chain) throws SQLException {
        return last(connection, chain).map(Anchor::end).orElseGet(Link::origin);
    }

    static Optional<Anchor> last(Connection connection, short chain) throws SQLException {
        try (var statement = connection.prepareStatement(LAST)) {
            statement.setShort(1, chain);
            try (var row = statement.executeQuery()) {
                return row.next() ? Optional.of(read(row)) : Optional.empty();
            }
        }
    }

    private static Anchor read(ResultSet row) throws SQLException {
        return new Anchor(
                row.getShort("chain"),
                new Link(row.getLong("sequence"), row.getBytes("hash")),
                row.getTimestamp("set_at").toInstant(),
                new Signature(row.getString("key_id"), row.getBytes("signature")));
    }

    void insert(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(INSERT)) {
            statement.setShort(1, chain);
            statement.setLong(2, end.sequence());
            statement.setBytes(3, end.hash());
            statement.setTimestamp(4, Timestamp.from(setAt));
            statement.setString(5, signature.keyId());
            statement.setBytes(6, signature.bytes());
            statement.executeUpdate();
        }
    }

    boolean isSignedBy(SigningKeys keys) {
        return keys.haveSigned(digest(), signature);
    }

    private byte[] digest() {
        return new Digest()
                .add("anchor")
                .add(chain)
                .add(end.sequence())
                .add(end.hash())
                .add(setAt)
                .bytes();
    }
}
