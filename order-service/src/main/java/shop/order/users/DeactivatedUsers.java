package shop.order.users;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import shop.platform.entity.EntityId;
import shop.platform.journal.Database;
import shop.platform.journal.Sql;

/** Which users are deactivated by the table {@code user_replica}; while that is not current, nobody is. Thread-safe. */
public final class DeactivatedUsers {
    private static final String SELECT =
            "select user_id from user_replica where user_id = any(?) and status = 'DEACTIVATED' and "
                    + CurrentReplica.CONDITION;

    private final Database database;
    private final CurrentReplica current;

    public DeactivatedUsers(Database database, CurrentReplica current) {
        this.database = database;
        this.current = current;
    }

    /** @param subjects ids of users, and others, which are nobody's here */
    public CompletionStage<Set<String>> among(Set<String> subjects) {
        return database.read(connection -> read(connection, subjects));
    }

    private Set<String> read(Connection connection, Set<String> subjects) throws SQLException {
        var ids = ids(subjects);
        return Set.copyOf(Sql.select(
                connection,
                SELECT,
                row -> ids.get(row.getObject(1, UUID.class)),
                Sql.array("uuid", ids.keySet()),
                current.parameter()));
    }

    private static Map<UUID, String> ids(Set<String> subjects) {
        return subjects.stream()
                .filter(EntityId::isPossible)
                .collect(Collectors.toMap(UUID::fromString, Function.identity(), (one, other) -> one));
    }
}
