package shop.platform.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import shop.platform.entity.CallOrigin;

/** Records that somebody reads data of the service directly from the database, without a call. */
public final class AuditedLook {
    private AuditedLook() {}

    /**
     * Returns when the entry is stored; show the data only after that.
     *
     * @param action such as {@code events/reveal}
     * @param resource what is looked at, such as {@code user.User/<id>}
     * @param operator who looks, by the name of the account on the machine
     * @param reason in the operator's words; empty: none was given
     */
    public static void record(Connection connection, String action, String resource, String operator, String reason)
            throws SQLException {
        var origin = new CallOrigin(UUID.randomUUID().toString(), action, operator, "", "operator", "", "", "");
        var outcome = reason.isEmpty() ? "OK" : "OK " + reason;
        AuditInsert.run(
                connection, List.of(new AuditEntry(Instant.now(), origin, resource, AuditEntry.ALLOWED, outcome)));
    }
}
