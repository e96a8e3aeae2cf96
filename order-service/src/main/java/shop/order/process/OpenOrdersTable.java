package shop.order.process;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import shop.order.users.CurrentReplica;
import shop.platform.journal.Sql;

/** The statements on open orders that are not the projection's alone. */
final class OpenOrdersTable {
    /**
     * Whether an order is to be cancelled follows from its row and its user's, so that it does not matter which of the two
     * changed last. A confirmed order is to be cancelled if its user was deactivated after it had been looked at, even if
     * reactivated since; of a PENDING one it is not known when that was, so it goes by how the user is now.
     */
    private static final String MARK = """
            update open_orders o
            set (cancel_revision, traceparent, due_at) = (judged.cancel_revision, judged.traceparent, now())
            from (
              select order_id, %s as traceparent,
                     case when deactivation_revision > verified_revision
                               and (verified_revision > 0 or status = 'DEACTIVATED')
                          then deactivation_revision
                          else 0
                     end as cancel_revision
              from open_orders join user_replica using (user_id) %s) judged
            where o.order_id = judged.order_id and o.cancel_revision <> judged.cancel_revision
            """;

    private static final String MARK_BY_USER =
            MARK.formatted("cause.traceparent", "join unnest(?, ?) cause (user_id, traceparent) using (user_id)");
    private static final String MARK_BY_ORDER = MARK.formatted("open_orders.traceparent", "where order_id = any(?)");

    /**
     * Ahead of all others: while user-service is away, those that the replica can verify must not wait behind the rest.
     */
    private static final String HASTEN = """
            update open_orders set due_at = '-infinity'
            where user_id = any(?) and verified_revision = 0 and cancel_revision = 0
            """;

    /**
     * Whatever is taken is due again after a while, so a worker that dies leaves nothing behind, and one that is cut off
     * does what another does too. No wait for rows that another worker is just taking: it holds others meanwhile.
     */
    private static final String TAKE = """
            with due as materialized (
              select order_id from open_orders where %s and due_at <= now()
              order by due_at limit ? for update skip locked)
            update open_orders o set due_at = now() + ? * interval '1 millisecond'
            from due where o.order_id = due.order_id
            returning o.order_id, o.user_id, o.verified_revision, o.cancel_revision, o.traceparent
            """;

    private static final String OLDER = "opened_at <= now() - ? * interval '1 millisecond'";
    private static final String TAKE_CANCELLED = TAKE.formatted("cancel_revision > 0 and " + CurrentReplica.CONDITION);
    private static final String TAKE_UNVERIFIED =
            TAKE.formatted("verified_revision = 0 and cancel_revision = 0 and not " + OLDER);
    private static final String TAKE_EXPIRED =
            TAKE.formatted("verified_revision = 0 and cancel_revision = 0 and " + OLDER);

    private static final String DUE = """
            select exists (select from open_orders where verified_revision = 0 and cancel_revision = 0 and due_at <= now())
                or exists (select from open_orders where cancel_revision > 0 and due_at <= now())
            """;

    private static final String PENDING = """
            select count(*), coalesce(extract(epoch from now() - min(opened_at)) * 1000, 0)::bigint
            from open_orders where verified_revision = 0
            """;

    private OpenOrdersTable() {}

    /**
     * Marks these users' orders that are to be cancelled, and no others. The users are locked.
     *
     * @param causes one a user; what is done with their orders becomes part of its trace
     */
    static void markOrdersOf(Connection connection, Collection<UserChange> causes) throws SQLException {
        Sql.update(
                connection,
                MARK_BY_USER,
                Sql.array("uuid", causes.stream().map(UserChange::userId).toList()),
                Sql.array("text", causes.stream().map(UserChange::traceparent).toList()));
    }

    /** Marks those of these orders that are to be cancelled. Their users are locked. */
    static void mark(Connection connection, Collection<UUID> orders) throws SQLException {
        Sql.update(connection, MARK_BY_ORDER, Sql.array("uuid", orders));
    }

    /** Makes these users' PENDING orders due, ahead of all others. The users are locked. */
    static void hastenOrdersOf(Connection connection, Collection<UUID> users) throws SQLException {
        Sql.update(connection, HASTEN, Sql.array("uuid", users));
    }

    /** Takes orders to be cancelled; none while the replica is not current, since its word may be outdated. */
    static List<OpenOrder> takeCancelled(Connection connection, CurrentReplica replica, int limit, Duration retry)
            throws SQLException {
        return take(connection, TAKE_CANCELLED, replica.parameter(), limit, retry);
    }

    /** Takes PENDING orders that are younger than {@code timeout}. */
    static List<OpenOrder> takeUnverified(Connection connection, Duration timeout, int limit, Duration retry)
            throws SQLException {
        return take(connection, TAKE_UNVERIFIED, timeout.toMillis(), limit, retry);
    }

    /** Takes PENDING orders that are as old as {@code timeout}. */
    static List<OpenOrder> takeExpired(Connection connection, Duration timeout, int limit, Duration retry)
            throws SQLException {
        return take(connection, TAKE_EXPIRED, timeout.toMillis(), limit, retry);
    }

    /** Returns whether an order waits for one of the tasks; there may be none that the task can take. */
    static boolean isAnyDue(Connection connection) throws SQLException {
        return Sql.first(connection, DUE, row -> row.getBoolean(1)).orElseThrow();
    }

    static PendingOrders pending(Connection connection) throws SQLException {
        return Sql.first(
                        connection,
                        PENDING,
                        row -> new PendingOrders(row.getLong(1), Duration.ofMillis(Math.max(0, row.getLong(2)))))
                .orElseThrow();
    }

    private static List<OpenOrder> take(Connection connection, String sql, Object which, int limit, Duration retry)
            throws SQLException {
        return Sql.select(connection, sql, OpenOrdersTable::order, which, limit, retry.toMillis());
    }

    private static OpenOrder order(ResultSet row) throws SQLException {
        return new OpenOrder(
                row.getString("order_id"),
                row.getString("user_id"),
                row.getLong("verified_revision"),
                row.getLong("cancel_revision"),
                row.getString("traceparent"));
    }
}
