package shop.devstack;

import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The newest audit entries of all services, read from their databases. Safe for use by several threads. */
final class AuditTail {
    private static final int LENGTH = 15;
    private static final List<String> COLUMNS =
            List.of("actor_user", "actor_service", "action", "resource", "decision", "rule", "outcome", "trace_id");

    /** Each chain from its end, which its key finds at once. */
    private static final String NEWEST = """
            select entry.* from audit_chain cross join lateral (
              select * from audit_entry where audit_entry.chain = audit_chain.chain order by sequence desc limit %1$d) entry
            order by recorded_at desc limit %1$d
            """.formatted(LENGTH);

    private final List<Supplier<String>> urls;

    /** @param urls JDBC URLs of the services' databases */
    AuditTail(List<Supplier<String>> urls) {
        this.urls = List.copyOf(urls);
    }

    /** Newest first; empty while no database can be read, or none has an audit. */
    Optional<List<Map<String, String>>> newest() {
        var entries = new ArrayList<Map<String, String>>();
        var read = false;
        for (var url : urls) {
            read |= read(url, entries);
        }
        entries.sort(Comparator.comparing((Map<String, String> entry) -> entry.get("recorded_at"))
                .reversed());
        return read ? Optional.of(entries.stream().limit(LENGTH).toList()) : Optional.empty();
    }

    private static boolean read(Supplier<String> url, List<Map<String, String>> entries) {
        try (var connection = DriverManager.getConnection(url.get());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(NEWEST)) {
            while (rows.next()) {
                entries.add(entry(rows));
            }
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static Map<String, String> entry(ResultSet row) throws SQLException {
        var entry = new LinkedHashMap<String, String>();
        entry.put("recorded_at", row.getTimestamp("recorded_at").toInstant().toString());
        for (var column : COLUMNS) {
            entry.put(column, row.getString(column));
        }
        return entry;
    }
}
