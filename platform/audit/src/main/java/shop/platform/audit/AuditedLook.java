package shop.platform.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import shop.platform.entity.CallOrigin;

/** Records that somebody looks, at the database itself and by no call, at what the service knows about something. */
public final class AuditedLook {
    private AuditedLook() {}

    /**
     * Returns when the entry is safe; what was asked for is to be shown after that only.
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
