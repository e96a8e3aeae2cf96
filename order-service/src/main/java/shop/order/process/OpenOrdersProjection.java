package shop.order.process;

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
import shop.platform.journal.Sql;
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
        var group = new Group();
        events.forEach(group::add);
        UserReplica.lock(connection, users(events));
        // Orders go one way only, so what a group does to them can be written kind by kind.
        open(connection, group.opened);
        confirm(connection, group.confirmed);
        Sql.update(connection, CLOSE, Sql.array("uuid", group.closed));
        OpenOrdersTable.mark(
                connection,
                Stream.concat(group.opened.stream(), group.confirmed.stream())
                        .map(Change::order)
                        .toList());
    }

    /** The orders of a group of events, by what becomes of them. */
    private static final class Group {
        private final List<Change<OrderEvent.Created>> opened = new ArrayList<>();
        private final List<Change<OrderEvent.Confirmed>> confirmed = new ArrayList<>();
        private final List<UUID> closed = new ArrayList<>();

        private void add(EventEnvelope<OrderEvent> envelope) {
            var order = UUID.fromString(envelope.entityId());
            envelope.event().fold(new OrderEvent.Cases<Boolean>() {
                @Override
                public Boolean created(OrderEvent.Created event) {
                    return opened.add(new Change<>(order, event));
                }

                @Override
                public Boolean confirmed(OrderEvent.Confirmed event) {
                    return confirmed.add(new Change<>(order, event));
                }

                @Override
                public Boolean rejected(OrderEvent.Rejected event) {
                    return closed.add(order);
                }

                @Override
                public Boolean shipped(OrderEvent.Shipped event) {
                    return closed.add(order);
                }

                @Override
                public Boolean delivered(OrderEvent.Delivered event) {
                    return closed.add(order);
                }

                @Override
                public Boolean cancelled(OrderEvent.Cancelled event) {
                    return closed.add(order);
                }
            });
        }
    }

    private static Set<UUID> users(List<EventEnvelope<OrderEvent>> events) {
        return events.stream()
                .map(envelope -> UUID.fromString(envelope.event().userId()))
                .collect(Collectors.toSet());
    }

    private static void open(Connection connection, List<Change<OrderEvent.Created>> opened) throws SQLException {
        Sql.update(
                connection,
                OPEN,
                array("uuid", opened, Change::order),
                array("uuid", opened, Change::user),
                array("int8", opened, Change::verifiedRevision),
                array("timestamptz", opened, change -> change.event().metadata().time()),
                array("text", opened, change -> change.event().traceparent()));
    }

    private static void confirm(Connection connection, List<Change<OrderEvent.Confirmed>> confirmed)
            throws SQLException {
        Sql.update(
                connection,
                CONFIRM,
                array("uuid", confirmed, Change::order),
                array("int8", confirmed, Change::verifiedRevision));
    }

    private static <T> Object array(String type, List<T> rows, Function<T, ?> column) {
        return Sql.array(type, rows.stream().map(column).toList());
    }
}
