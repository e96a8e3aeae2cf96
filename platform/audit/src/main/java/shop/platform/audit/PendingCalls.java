package shop.platform.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import shop.platform.entity.CallOrigin;
import shop.platform.entity.EventMetadata;
import shop.platform.journal.EventEnvelope;
import shop.platform.journal.Sql;
import shop.platform.projection.ProjectionHandler;

/** The table of calls that have written an event and have no entry yet. */
final class PendingCalls {
    // Nearly all calls have an entry by the time at which their events are read.
    private static final String UNANSWERED = """
            select asked.call_id from unnest(?) asked(call_id)
            where not exists (select from audit_entry e where e.call_id = asked.call_id)
            """;

    // The first event need not name the resource of the call.
    private static final String NOTE = """
            insert into audit_pending (call_id, called_at, actor_user, actor_service, action, resource, rule, request_id,
                                       trace_id, source_address)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (call_id) do update set resource = excluded.resource
            where audit_pending.resource = '' and excluded.resource <> ''
            """;

    // Those that have got an entry in the meantime, and those that are due.
    private static final String FORGET_ANSWERED =
            "delete from audit_pending p using audit_entry e where e.call_id = p.call_id";

    private static final String DUE = """
            select call_id, called_at, actor_user, actor_service, action, resource, rule, request_id, trace_id,
                   source_address
            from audit_pending where noted_at < clock_timestamp() - ? * interval '1 millisecond' order by noted_at limit ?
            """;

    private PendingCalls() {}

    /**
     * Records the calls that caused events.
     *
     * @param metadata of an event
     * @param resource that the event is about, such as {@code user.User/<id>}; empty if the event does not name it
     */
    static <E> ProjectionHandler<E> note(
            Function<E, EventMetadata> metadata, Function<EventEnvelope<E>, String> resource) {
        return (connection, events) -> {
            var calls = events.stream()
                    .flatMap(event -> Call.of(metadata.apply(event.event()), resource.apply(event)).stream())
                    .toList();
            var unanswered = unanswered(connection, calls);
            insert(
                    connection,
                    calls.stream()
                            .filter(call -> unanswered.contains(call.id()))
                            .toList());
        };
    }

    /** Returns what an event says about its call. */
    private record Call(UUID id, CallOrigin origin, Instant calledAt, String resource) {
        static Optional<Call> of(EventMetadata metadata, String resource) {
            return metadata.origin()
                    .map(origin -> new Call(UUID.fromString(origin.callId()), origin, metadata.time(), resource));
        }
    }

    private static Set<UUID> unanswered(Connection connection, List<Call> calls) throws SQLException {
        var ids = calls.stream().map(Call::id).distinct().toList();
        return Set.copyOf(
                Sql.select(connection, UNANSWERED, row -> row.getObject(1, UUID.class), Sql.array("uuid", ids)));
    }

    private static void insert(Connection connection, List<Call> calls) throws SQLException {
        try (var statement = connection.prepareStatement(NOTE)) {
            for (var call : calls) {
                bind(statement, call);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void bind(PreparedStatement statement, Call call) throws SQLException {
        var origin = call.origin();
        statement.setObject(1, call.id());
        statement.setTimestamp(2, Timestamp.from(call.calledAt()));
        statement.setString(3, origin.user());
        statement.setString(4, origin.service());
        statement.setString(5, origin.action());
        statement.setString(6, call.resource());
        statement.setString(7, origin.rule());
        statement.setString(8, origin.requestId());
        statement.setString(9, origin.traceId());
        statement.setString(10, origin.sourceAddress());
    }

    /** Deletes the calls that have an entry, and returns up to {@code limit} of those older than {@code age}. */
    static List<AuditEntry> unanswered(Connection connection, Duration age, int limit) throws SQLException {
        try (var forget = connection.prepareStatement(FORGET_ANSWERED);
                var select = connection.prepareStatement(DUE)) {
            forget.executeUpdate();
            select.setLong(1, age.toMillis());
            select.setInt(2, limit);
            try (var rows = select.executeQuery()) {
                var entries = new ArrayList<AuditEntry>();
                while (rows.next()) {
                    entries.add(entry(rows));
                }
                return entries;
            }
        }
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        var origin = new CallOrigin(
                row.getString("call_id"),
                row.getString("action"),
                row.getString("actor_user"),
                row.getString("actor_service"),
                row.getString("rule"),
                row.getString("request_id"),
                row.getString("trace_id"),
                row.getString("source_address"));
        return new AuditEntry(
                row.getTimestamp("called_at").toInstant(),
                origin,
                row.getString("resource"),
                AuditEntry.ALLOWED,
                AuditEntry.UNANSWERED);
    }
}
