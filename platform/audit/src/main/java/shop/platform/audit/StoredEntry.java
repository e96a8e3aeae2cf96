package shop.platform.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import shop.platform.entity.CallOrigin;

/**
 * An entry as it stands in the database.
 *
 * @param place that it has, by what the row says
 */
record StoredEntry(short chain, Instant recordedAt, AuditEntry entry, Link place) {
    private static final String AFTER = "select * from audit_entry where chain = ? and sequence > ? order by sequence";

    /** Rows fetched at once: what a reader of millions of entries holds in memory. */
    static final int FETCHED = 2000;

    /** Returns the entries of a chain behind a place, for {@link #read}. The connection must not commit by itself. */
    static PreparedStatement after(Connection connection, short chain, long sequence) throws SQLException {
        var statement = connection.prepareStatement(AFTER);
        statement.setFetchSize(FETCHED);
        statement.setShort(1, chain);
        statement.setLong(2, sequence);
        return statement;
    }

    /** @param row all columns of the table */
    static StoredEntry read(ResultSet row) throws SQLException {
        var origin = new CallOrigin(
                row.getString("call_id"),
                row.getString("action"),
                row.getString("actor_user"),
                row.getString("actor_service"),
                row.getString("rule"),
                row.getString("request_id"),
                row.getString("trace_id"),
                row.getString("source_address"));
        var entry = new AuditEntry(
                row.getTimestamp("called_at").toInstant(),
                origin,
                row.getString("resource"),
                row.getString("decision"),
                row.getString("outcome"));
        return new StoredEntry(
                row.getShort("chain"),
                row.getTimestamp("recorded_at").toInstant(),
                entry,
                new Link(row.getLong("sequence"), row.getBytes("hash")));
    }

    /** Returns the place that it must have after {@code before}. */
    Link expectedAfter(Link before) {
        return before.next(chain, recordedAt, entry.digest());
    }
}
