package shop.order.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import shop.order.domain.OrderEvent;
import shop.order.domain.Verification;
import shop.platform.journal.EventEnvelope;
import shop.platform.journal.SqlBatch;
import shop.platform.projection.ProjectionHandler;

/**
 * Fills the table {@code orders}: a row an order, changed by each event. Starting over from the first event leads to the
 * same rows, whatever is there.
 */
public final class OrderView implements ProjectionHandler<OrderEvent> {
    private static final String CREATE = """
            insert into orders (status, verified_by, verified_user_revision, end_reason, updated_at, revision, id,
                                created_at, user_id, lines, currency, total_units, total_nanos)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)
            on conflict (id) do update set (status, verified_by, verified_user_revision, end_reason, updated_at, revision)
            = (excluded.status, excluded.verified_by, excluded.verified_user_revision, excluded.end_reason,
               excluded.updated_at, excluded.revision)
            """;
    private static final String CHANGE = """
            update orders set status = ?, verified_by = coalesce(?, verified_by),
            verified_user_revision = coalesce(?, verified_user_revision), end_reason = ?, updated_at = ?, revision = ?
            where id = ?
            """;

    @Override
    public void process(Connection connection, List<EventEnvelope<OrderEvent>> events) throws SQLException {
        // Orders of different ids do not meet, and the creation of an order comes before its changes.
        try (var creations = new SqlBatch(connection);
                var changes = new SqlBatch(connection)) {
            for (var envelope : events) {
                var change = change(envelope);
                if (envelope.event() instanceof OrderEvent.Created created) {
                    creations.add(
                            CREATE, Stream.concat(change, creation(created)).toArray());
                } else {
                    changes.add(CHANGE, change.toArray());
                }
            }
            creations.execute();
            changes.execute();
        }
    }

    /** What every event says of its order. */
    private static Stream<Object> change(EventEnvelope<OrderEvent> envelope) {
        var event = envelope.event();
        var verification = event.verification();
        return Stream.of(
                event.status(),
                verification.map(Verification::by).orElse(null),
                verification.map(Verification::userRevision).orElse(null),
                event.endReason().orElse(null),
                event.metadata().time(),
                event.revision(),
                UUID.fromString(envelope.entityId()));
    }

    private static Stream<Object> creation(OrderEvent.Created created) {
        return Stream.of(
                created.metadata().time(),
                created.userId(),
                Lines.write(created.lines()),
                created.total().currency(),
                created.total().units(),
                created.total().nanos());
    }
}
