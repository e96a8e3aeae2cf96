package shop.platform.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HexFormat;

/** Writes entries as JSON, one object per line. */
final class Export {
    private static final String BETWEEN = """
            select * from audit_entry where recorded_at >= ? and recorded_at < ? order by chain, sequence
            """;

    private Export() {}

    /**
     * Writes what was recorded from {@code since} until before {@code until}, chain by chain in their order.
     *
     * @return how many
     */
    static long run(Connection connection, Instant since, Instant until, OutputStream out)
            throws SQLException, IOException {
        connection.setAutoCommit(false);
        try (var statement = connection.prepareStatement(BETWEEN);
                var json = new JsonFactory().createGenerator(out)) {
            json.setRootValueSeparator(null);
            statement.setFetchSize(StoredEntry.FETCHED);
            statement.setTimestamp(1, Timestamp.from(since));
            statement.setTimestamp(2, Timestamp.from(until));
            var count = 0L;
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    write(StoredEntry.read(rows), json);
                    count++;
                }
            }
            return count;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static void write(StoredEntry stored, JsonGenerator json) throws IOException {
        var entry = stored.entry();
        var origin = entry.origin();
        json.writeStartObject();
        json.writeNumberField("chain", stored.chain());
        json.writeNumberField("sequence", stored.place().sequence());
        json.writeStringField("recorded_at", stored.recordedAt().toString());
        json.writeStringField("call_id", origin.callId());
        json.writeStringField("called_at", entry.calledAt().toString());
        json.writeStringField("actor_user", origin.user());
        json.writeStringField("actor_service", origin.service());
        json.writeStringField("action", origin.action());
        json.writeStringField("resource", entry.resource());
        json.writeStringField("decision", entry.decision());
        json.writeStringField("rule", origin.rule());
        json.writeStringField("outcome", entry.outcome());
        json.writeStringField("request_id", origin.requestId());
        json.writeStringField("trace_id", origin.traceId());
        json.writeStringField("source_address", origin.sourceAddress());
        json.writeStringField("hash", HexFormat.of().formatHex(stored.place().hash()));
        json.writeEndObject();
        json.writeRaw('\n');
    }
}
