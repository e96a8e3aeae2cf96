package shop.platform.audit;

import akka.Done;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import shop.platform.entity.CallOrigin;

/** Writes an entry and rolls it back. */
final class AuditProbe {
    private AuditProbe() {}

    static Done run(Connection connection) throws SQLException {
        var nobody = new CallOrigin(UUID.randomUUID().toString(), "probe", "", "", "", "", "", "");
        var entry = new AuditEntry(Instant.now(), nobody, "", AuditEntry.ALLOWED, "OK");
        connection.setAutoCommit(false);
        try {
            AuditInsert.run(connection, List.of(entry));
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        return Done.getInstance();
    }
}
