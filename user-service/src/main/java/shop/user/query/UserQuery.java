package shop.user.query;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import shop.platform.journal.Database;
import shop.platform.query.Page;
import shop.platform.query.PageCollector;
import shop.platform.query.Position;
import shop.user.domain.EmailForm;
import shop.user.domain.PersonalData;
import shop.user.domain.UserDetails;
import shop.user.domain.UserStatus;

/** Queries of the read model. They run on the database's own threads, each one a statement. Thread-safe. */
public final class UserQuery {
    /** Rows that are in memory at a time. */
    private static final int FETCHED = 100;
    /** What the answer takes for a user, roughly. */
    private static final long BYTES = 1_000;

    private final Database database;

    public UserQuery(Database database) {
        this.database = database;
    }

    /**
     * One page, in the order of creation.
     *
     * @param after where the page begins; empty: at the oldest user
     * @param size at least 1
     */
    public CompletionStage<Page<UserDetails>> page(UserFilter filter, Optional<Position> after, int size) {
        return database.scan(connection -> page(connection, filter, after, size));
    }

    private static Page<UserDetails> page(Connection connection, UserFilter filter, Optional<Position> after, int size)
            throws SQLException {
        var conditions = new ArrayList<String>();
        var values = new ArrayList<Object>();
        // A literal, because a partial index does not serve a parameter.
        filter.status().ifPresent(status -> conditions.add("status = '" + status.name() + "'"));
        filter.email().ifPresent(email -> {
            // Rows that the previous release wrote have its form until EarlierAddressBook has come by.
            conditions.add("email_normalised in (?, ?)");
            values.add(EmailForm.of(email));
            values.add(EmailForm.former(email));
        });
        filter.namePrefix().ifPresent(prefix -> {
            conditions.add("name_folded like ? escape '!'");
            values.add(UserFilter.fold(prefix).replaceAll("[!%_]", "!$0") + "%");
        });
        after.ifPresent(position -> {
            conditions.add("(created_at, id) > (?, ?)");
            values.add(position.createdAt().atOffset(ZoneOffset.UTC));
            values.add(UUID.fromString(position.id()));
        });
        var where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        // One more than asked for tells whether there is a next page.
        var sql = "select id, name, email, status, created_at, updated_at, revision from users" + where
                + " order by created_at, id limit " + (size + 1);
        try (var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            statement.setFetchSize(FETCHED);
            try (var rows = statement.executeQuery()) {
                var page = new PageCollector<UserDetails>(size, last -> new Position(last.createdAt(), last.id()));
                while (rows.next() && page.add(user(rows), BYTES)) {
                    // One more row.
                }
                return page.page();
            }
        }
    }

    private static UserDetails user(ResultSet row) throws SQLException {
        return new UserDetails(
                row.getString("id"),
                new PersonalData(row.getString("name"), row.getString("email")),
                UserStatus.valueOf(row.getString("status")),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                row.getLong("revision"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
