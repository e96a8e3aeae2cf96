package shop.platform.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import shop.platform.journal.ArrayParameters;
import shop.platform.journal.Partitions;

/** Appends entries to a chain by one statement, which takes effect for all of them or for none. */
final class AuditInsert {
    private static final String APPEND = "select audit_append(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private AuditInsert() {}

    /** Appends the entries of calls that have none yet; true for each entry, whether it was new or not. */
    static List<Boolean> run(Connection connection, List<AuditEntry> entries) throws SQLException {
        try (var statement = connection.prepareStatement(APPEND)) {
            bind(connection, statement, entries);
            statement.execute();
        }
        return entries.stream().map(entry -> true).toList();
    }

    private static void bind(Connection connection, PreparedStatement statement, List<AuditEntry> entries)
            throws SQLException {
        // In the server's order of UUIDs, which compares bytes without their signs.
        var sorted = entries.stream()
                .sorted(Comparator.comparing(entry -> entry.callId().toString()))
                .toList();
        var columns = new ArrayParameters<>(connection, statement, 2, sorted);
        statement.setShort(1, (short) ThreadLocalRandom.current().nextInt(Partitions.COUNT));
        columns.add("uuid", Object[]::new, AuditEntry::callId);
        columns.add("timestamptz", Timestamp[]::new, entry -> Timestamp.from(entry.calledAt()));
        columns.add("text", String[]::new, entry -> entry.origin().user());
        columns.add("text", String[]::new, entry -> entry.origin().service());
        columns.add("text", String[]::new, entry -> entry.origin().action());
        columns.add("text", String[]::new, AuditEntry::resource);
        columns.add("text", String[]::new, AuditEntry::decision);
        columns.add("text", String[]::new, entry -> entry.origin().rule());
        columns.add("text", String[]::new, AuditEntry::outcome);
        columns.add("text", String[]::new, entry -> entry.origin().requestId());
        columns.add("text", String[]::new, entry -> entry.origin().traceId());
        columns.add("text", String[]::new, entry -> entry.origin().sourceAddress());
        columns.add("bytea", byte[][]::new, AuditEntry::digest);
    }
}
