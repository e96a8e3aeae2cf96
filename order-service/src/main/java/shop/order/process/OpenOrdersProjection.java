package shop.order.process;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.order.domain.OrderEvent;
import shop.order.domain.Verification;
import shop.platform.journal.EventEnvelope;
import shop.platform.projection.ProjectionHandler;

/**
 * Keeps the table of open orders. An order that comes into it is judged under its user's lock: either this transaction
 * sees the deactivation that the consumer of user-events has written, or the consumer sees the order that this one has.
 */
final class OpenOrdersProjection implements ProjectionHandler<OrderEvent> {
    private static final String OPEN = """
            insert into open_orders (order_id, user_id, verified_revision, created_at, traceparent)
            select * from unnest(?, ?, ?, ?, ?)
            on conflict (order_id) do update
            set (user_id, verified_revision, created_at, traceparent, cancel_revision, due_at)
            = (excluded.user_id, excluded.verified_revision, excluded.created_at, excluded.traceparent, 0, now())
            """;
    private static final String CONFIRM = """
            update open_orders o set verified_revision = confirmed.revision
            from unnest(?, ?) confirmed (order_id, revision) where o.order_id = confirmed.order_id
            """;
    private static final String CLOSE = "delete from open_orders where order_id = any(?)";

    /** An event, of the order with this id. */
    private record Change<E extends OrderEvent>(UUID order, E event) {
        UUID user() {
            return UUID.fromString(event.userId());
        }

        long verifiedRevision() {
            return event.verification().map(Verification::userRevision).orElse(0L);
        }
    }

    @Override
    public void process(Connection connection, List<EventEnvelope<OrderEvent>> events) throws SQLException {
        var opened = new ArrayList<Change<OrderEvent.Created>>();
        var confirmed = new ArrayList<Change<OrderEvent.Confirmed>>();
        var closed = new ArrayList<UUID>();
        for (var envelope : events) {
            var order = UUID.fromString(envelope.entityId());
            if (envelope.event() instanceof OrderEvent.Created event) {
                opened.add(new Change<>(order, event));
            } else if (envelope.event() instanceof OrderEvent.Confirmed event) {
                confirmed.add(new Change<>(order, event));
            } else {
                closed.add(order);
            }
        }
        UserReplica.lock(connection, users(events));
        // Orders go one way only, so what a group does to them can be written kind by kind.
        open(connection, opened);
        confirm(connection, confirmed);
        close(connection, closed);
        OpenOrdersTable.mark(
                connection,
                Stream.concat(opened.stream(), confirmed.stream())
                        .map(Change::order)
                        .toList());
    }

    private static Set<UUID> users(List<EventEnvelope<OrderEvent>> events) {
        return events.stream()
                .map(envelope -> UUID.fromString(envelope.event().userId()))
                .collect(Collectors.toSet());
    }

    private static void open(Connection connection, List<Change<OrderEvent.Created>> opened) throws SQLException {
        update(
                connection,
                OPEN,
                array(connection, "uuid", opened, Change::order),
                array(connection, "uuid", opened, Change::user),
                array(connection, "int8", opened, Change::verifiedRevision),
                array(
                        connection,
                        "timestamptz",
                        opened,
                        change -> change.event().metadata().time()),
                array(connection, "text", opened, change -> change.event().traceparent()));
    }

    private static void confirm(Connection connection, List<Change<OrderEvent.Confirmed>> confirmed)
            throws SQLException {
        update(
                connection,
                CONFIRM,
                array(connection, "uuid", confirmed, Change::order),
                array(connection, "int8", confirmed, Change::verifiedRevision));
    }

    private static void close(Connection connection, List<UUID> closed) throws SQLException {
        update(connection, CLOSE, array(connection, "uuid", closed, Function.identity()));
    }

    private static <T> Array array(Connection connection, String type, List<T> rows, Function<T, ?> column)
            throws SQLException {
        return connection.createArrayOf(type, rows.stream().map(column).toArray());
    }

    private static void update(Connection connection, String sql, Array... columns) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < columns.length; i++) {
                statement.setArray(i + 1, columns[i]);
            }
            statement.executeUpdate();
        }
    }
}
