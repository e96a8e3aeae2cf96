package shop.user.query;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import shop.platform.journal.Sql;
import shop.platform.journal.SqlBatch;
import shop.user.domain.EmailForm;
import shop.user.domain.EmailKey;

/** The table {@code folded_email}, and what of the table {@code users} belongs into it. */
final class FoldedEmails {
    /** Addresses whose keys may differ: the condition of the index users_email_unusual, to the letter. */
    private static final String UNUSUAL =
            "(u.email !~ '^[A-Za-z0-9.!#$%&''*+/=?^_`{|}~-]+@[A-Za-z0-9.-]*[A-Za-z0-9-]$' or u.email ~* 'xn--')";

    private static final String UNLISTED = """
            select u.id, u.email, u.revision
            from users u left join folded_email f on f.user_id = u.id and f.revision = u.revision
            where %s and f.user_id is null
            limit ?
            """.formatted(UNUSUAL);

    private static final String LIST = """
            insert into folded_email (user_id, revision, folded, state) values (?, ?, ?, ?)
            on conflict (user_id) do update set (revision, folded, state, others, since)
            = (excluded.revision, excluded.folded, excluded.state, '{}', now())
            where folded_email.revision <> excluded.revision
            """;

    /** A row that the first release wrote has that release's form. */
    private static final String CORRECT =
            "update users set email_normalised = ? where id = ? and revision = ? and email_normalised <> ?";

    private FoldedEmails() {}

    /** What stands in the table about one revision of a user. */
    record Row(String userId, long revision, State state) {}

    enum State {
        NEW,
        NOTED,
        SHARED
    }

    /**
     * Lists unusual addresses that are not listed yet.
     *
     * @return how many; fewer than {@code most}: all there were
     */
    static int list(Connection connection, int most) throws SQLException {
        try (var batch = new SqlBatch(connection)) {
            var users = Sql.select(connection, UNLISTED, FoldedEmails::unlisted, most);
            // Corrected first: what is listed is not looked at again.
            for (var user : users) {
                var form = EmailForm.of(user.email());
                batch.add(CORRECT, form, user.id(), user.revision(), form);
            }
            for (var user : users) {
                var folded = EmailKey.folded(user.email());
                var state = folded.equals(EmailKey.of(user.email())) ? State.NOTED : State.NEW;
                batch.add(LIST, user.id(), user.revision(), folded.value(), state);
            }
            batch.execute();
            return users.size();
        }
    }

    private record Unlisted(UUID id, String email, long revision) {}

    private static Unlisted unlisted(ResultSet row) throws SQLException {
        return new Unlisted(row.getObject(1, UUID.class), row.getString(2), row.getLong(3));
    }

    /** Rows that are not {@code NOTED}. */
    static List<Row> open(Connection connection) throws SQLException {
        return Sql.select(
                connection,
                "select user_id, revision, state from folded_email where state <> 'NOTED'",
                row -> new Row(row.getString(1), row.getLong(2), State.valueOf(row.getString(3))));
    }

    /** Returns whether that changed anything. */
    static boolean set(Connection connection, Row row, State state, List<String> others) throws SQLException {
        var ids =
                Sql.array("uuid", others.stream().sorted().map(UUID::fromString).toList());
        return Sql.update(connection, """
                update folded_email set state = ?, others = ?, since = now()
                where user_id = ? and revision = ? and (state, others) is distinct from (?, ?)
                """, state, ids, UUID.fromString(row.userId()), row.revision(), state, ids) > 0;
    }

    /** Users whose address was listed under this key. */
    static List<String> users(Connection connection, EmailKey folded) throws SQLException {
        return Sql.select(
                connection,
                "select user_id from folded_email where folded = ?",
                row -> row.getString(1),
                folded.value());
    }

    /** Returns how many users share their address with others. */
    static long shared(Connection connection) throws SQLException {
        return Sql.first(connection, "select count(*) from folded_email where state = 'SHARED'", row -> row.getLong(1))
                .orElseThrow();
    }
}
