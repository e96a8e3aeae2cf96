package shop.user.query;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import shop.platform.journal.Database;
import shop.platform.journal.PageQuery;
import shop.platform.journal.Sql;
import shop.platform.query.Page;
import shop.platform.query.Position;
import shop.user.domain.EmailForm;
import shop.user.domain.PersonalData;
import shop.user.domain.UserDetails;
import shop.user.domain.UserStatus;

/** Queries of the read model. They run on the database's own threads, each one a statement. Thread-safe. */
public final class UserQuery {
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
        var query = new PageQuery<UserDetails>(
                "select id, name, email, status, created_at, updated_at, revision from users",
                PageQuery.Order.OLDEST_FIRST,
                last -> new Position(last.createdAt(), last.id()));
        // A literal, because a partial index does not serve a parameter.
        filter.status().ifPresent(status -> query.where("status = '" + status.name() + "'"));
        // Rows that the previous release wrote have its form until EarlierAddressBook has come by.
        filter.email()
                .ifPresent(email ->
                        query.where("email_normalised in (?, ?)", EmailForm.of(email), EmailForm.former(email)));
        filter.namePrefix()
                .ifPresent(prefix -> query.where(
                        "name_folded like ? escape '!'", UserFilter.fold(prefix).replaceAll("[!%_]", "!$0") + "%"));
        return query.after(after).read(connection, size, UserQuery::user, user -> BYTES);
    }

    private static UserDetails user(ResultSet row) throws SQLException {
        return new UserDetails(
                row.getString("id"),
                new PersonalData(row.getString("name"), row.getString("email")),
                UserStatus.valueOf(row.getString("status")),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "updated_at"),
                row.getLong("revision"));
    }
}
