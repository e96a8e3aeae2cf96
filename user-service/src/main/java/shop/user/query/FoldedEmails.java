package shop.user.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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
        try (var unlisted = connection.prepareStatement(UNLISTED);
                var list = connection.prepareStatement(LIST);
                var correct = connection.prepareStatement(CORRECT)) {
            unlisted.setInt(1, most);
            var listed = 0;
            try (var users = unlisted.executeQuery()) {
                for (; users.next(); listed++) {
                    list(list, users.getObject(1, UUID.class), users.getString(2), users.getLong(3));
                    correct(correct, users.getObject(1, UUID.class), users.getString(2), users.getLong(3));
                }
            }
            // Corrected first: what is listed is not looked at again.
            correct.executeBatch();
            list.executeBatch();
            return listed;
        }
    }

    private static void list(PreparedStatement row, UUID id, String email, long revision) throws SQLException {
        var folded = EmailKey.folded(email);
        row.setObject(1, id);
        row.setLong(2, revision);
        row.setString(3, folded.value());
        row.setString(4, (folded.equals(EmailKey.of(email)) ? State.NOTED : State.NEW).name());
        row.addBatch();
    }

    private static void correct(PreparedStatement row, UUID id, String email, long revision) throws SQLException {
        var form = EmailForm.of(email);
        row.setString(1, form);
        row.setObject(2, id);
        row.setLong(3, revision);
        row.setString(4, form);
        row.addBatch();
    }

    /** Rows that are not {@code NOTED}. */
    static List<Row> open(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(
                        "select user_id, revision, state from folded_email where state <> 'NOTED'");
                var rows = statement.executeQuery()) {
            var open = new ArrayList<Row>();
            while (rows.next()) {
                open.add(new Row(rows.getString(1), rows.getLong(2), State.valueOf(rows.getString(3))));
            }
            return open;
        }
    }

    /** Whether that changed anything. */
    static boolean set(Connection connection, Row row, State state, List<String> others) throws SQLException {
        try (var statement = connection.prepareStatement("""
                update folded_email set state = ?, others = ?, since = now()
                where user_id = ? and revision = ? and (state, others) is distinct from (?, ?)
                """)) {
            var ids = connection.createArrayOf(
                    "uuid", others.stream().sorted().map(UUID::fromString).toArray());
            statement.setString(1, state.name());
            statement.setArray(2, ids);
            statement.setObject(3, UUID.fromString(row.userId()));
            statement.setLong(4, row.revision());
            statement.setString(5, state.name());
            statement.setArray(6, ids);
            return statement.executeUpdate() > 0;
        }
    }

    /** Users whose address was listed under this key. */
    static List<String> users(Connection connection, EmailKey folded) throws SQLException {
        try (var statement = connection.prepareStatement("select user_id from folded_email where folded = ?")) {
            statement.setString(1, folded.value());
            try (var rows = statement.executeQuery()) {
                var users = new ArrayList<String>();
                while (rows.next()) {
                    users.add(rows.getString(1));
                }
                return users;
            }
        }
    }

    /** How many users share their address with others. */
    static long shared(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("select count(*) from folded_email where state = 'SHARED'");
                var row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
