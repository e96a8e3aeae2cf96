package shop.order.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import shop.order.domain.EndReason;
import shop.order.domain.OrderEvent;
import shop.order.domain.Verification;
import shop.platform.journal.EventEnvelope;
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
        try (var create = connection.prepareStatement(CREATE);
                var change = connection.prepareStatement(CHANGE)) {
            // Orders of different ids do not meet, and the creation of an order comes before its changes.
            for (var envelope : events) {
                var row = envelope.event() instanceof OrderEvent.Created ? create : change;
                bind(row, envelope);
                if (envelope.event() instanceof OrderEvent.Created created) {
                    bind(row, created);
                }
                row.addBatch();
            }
            create.executeBatch();
            change.executeBatch();
        }
    }

    private static void bind(PreparedStatement row, EventEnvelope<OrderEvent> envelope) throws SQLException {
        var event = envelope.event();
        var verification = event.verification();
        row.setString(1, event.status().name());
        row.setString(2, verification.map(found -> found.by().name()).orElse(null));
        row.setObject(3, verification.map(Verification::userRevision).orElse(null), Types.BIGINT);
        row.setString(4, event.endReason().map(EndReason::name).orElse(null));
        row.setObject(5, event.metadata().time().atOffset(ZoneOffset.UTC));
        row.setLong(6, event.revision());
        row.setObject(7, UUID.fromString(envelope.entityId()));
    }

    private static void bind(PreparedStatement row, OrderEvent.Created created) throws SQLException {
        row.setObject(8, created.metadata().time().atOffset(ZoneOffset.UTC));
        row.setString(9, created.userId());
        row.setString(10, Lines.write(created.lines()));
        row.setString(11, created.total().currency());
        row.setLong(12, created.total().units());
        row.setInt(13, created.total().nanos());
    }
}
