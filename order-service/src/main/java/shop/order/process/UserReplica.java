package shop.order.process;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import shop.platform.journal.Sql;
import shop.platform.journal.SqlBatch;

/**
 * Writes the replica of users, whose rows are also the locks of what is decided about their orders. Every transaction
 * locks the users that it concerns in one call, before it looks at or touches their orders.
 */
public final class UserReplica {
    /**
     * Both statements take their locks in the order of the ids, and the second is never waited for by whom the first
     * waits for, so that transactions wait for each other but never in a circle.
     */
    private static final String LOCK = """
            insert into user_replica (user_id) select id from unnest(?) id order by id on conflict do nothing;
            select user_id, status, revision, deactivation_revision, updated_at from user_replica
            where user_id = any(?) order by user_id for update
            """;

    private static final String UPDATE = """
            update user_replica set (status, revision, deactivation_revision, updated_at) = (?, ?, ?, ?) where user_id = ?
            """;

    private static final String FORGET = """
            update user_replica r set (status, revision, deactivation_revision, updated_at)
            = (default, default, default, default)
            from (select user_id from user_replica order by user_id for update) locked
            where r.user_id = locked.user_id
            """;

    private UserReplica() {}

    /**
     * Applies changes of users, and marks their open orders accordingly: those to be cancelled, and the PENDING ones to be
     * verified at once. Whatever is known already changes nothing. It belongs to the caller's transaction, which must not
     * have touched open orders yet.
     *
     * @param changes those of one user in the order of their revisions
     */
    public static void apply(Connection connection, List<UserChange> changes) throws SQLException {
        var users = lock(connection, changes.stream().map(UserChange::userId).collect(Collectors.toSet()));
        var changed = new HashMap<UUID, ReplicatedUser>();
        var causes = new HashMap<UUID, UserChange>();
        for (var change : changes) {
            var before = changed.getOrDefault(change.userId(), users.get(change.userId()));
            var after = before.after(change);
            if (after != before) {
                changed.put(change.userId(), after);
                causes.merge(change.userId(), change, UserReplica::cause);
            }
        }
        if (changed.isEmpty()) {
            return;
        }
        update(connection, changed);
        OpenOrdersTable.markOrdersOf(connection, causes.values());
        OpenOrdersTable.hastenOrdersOf(connection, changed.keySet());
    }

    /**
     * Empties the replica, for a rebuild from the first event. It belongs to the caller's transaction.
     *
     * @return how many users it knew
     */
    public static int forget(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.executeUpdate(FORGET);
        }
    }

    /** Locks users until the transaction ends, and tells what is known of them. */
    static Map<UUID, ReplicatedUser> lock(Connection connection, Set<UUID> ids) throws SQLException {
        var array = connection.createArrayOf("uuid", ids.toArray());
        try (var statement = connection.prepareStatement(LOCK)) {
            statement.setArray(1, array);
            statement.setArray(2, array);
            statement.execute();
            statement.getMoreResults();
            var users = new HashMap<UUID, ReplicatedUser>();
            try (var rows = statement.getResultSet()) {
                while (rows.next()) {
                    users.put(rows.getObject("user_id", UUID.class), user(rows));
                }
            }
            if (users.size() != ids.size()) {
                throw new IllegalStateException("locked users: " + users.size() + " (expected: " + ids.size() + ")");
            }
            return users;
        }
    }

    /** Which of two changes of a user it is because of which orders are cancelled, or are no longer to be. */
    private static UserChange cause(UserChange earlier, UserChange later) {
        return earlier.kind() == UserChange.Kind.DEACTIVATED && later.kind() != UserChange.Kind.DEACTIVATED
                ? earlier
                : later;
    }

    private static ReplicatedUser user(ResultSet row) throws SQLException {
        return new ReplicatedUser(
                ReplicatedUser.Status.valueOf(row.getString("status")),
                row.getLong("revision"),
                row.getLong("deactivation_revision"),
                Sql.instant(row, "updated_at"));
    }

    private static void update(Connection connection, Map<UUID, ReplicatedUser> changed) throws SQLException {
        try (var batch = new SqlBatch(connection)) {
            for (var entry : changed.entrySet()) {
                var user = entry.getValue();
                batch.add(
                        UPDATE,
                        user.status(),
                        user.revision(),
                        user.deactivationRevision(),
                        user.updatedAt(),
                        entry.getKey());
            }
            batch.execute();
        }
    }
}
