package shop.platform.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The rights of the nodes' role on tables that another role owns: everything that a service needs. It may only read the
 * audit, append to it through {@code audit_append}, and add checkpoints; and only read the history of migrations.
 */
final class NodeRole {
    private static final List<String> RIGHTS = List.of(
            "grant usage on schema %1$s to %2$s",
            "grant select, insert, update, delete, truncate on all tables in schema %1$s to %2$s",
            "grant usage, select, update on all sequences in schema %1$s to %2$s",
            "grant execute on all functions in schema %1$s to %2$s",
            "revoke insert, update, delete, truncate on audit_entry, audit_chain, audit_anchor from %2$s",
            "revoke update, delete, truncate on audit_checkpoint from %2$s",
            "revoke insert, update, delete, truncate on schema_history_platform, schema_history_service from %2$s");

    private NodeRole() {}

    /**
     * Grants the rights on all existing tables, including those that a migration has just added. In one transaction, so
     * that there is no moment with other rights.
     */
    static void grant(Connection owner, String role) throws SQLException {
        owner.setAutoCommit(false);
        try (var statement = owner.createStatement()) {
            var schema = statement.enquoteIdentifier(owner.getSchema(), true);
            var grantee = statement.enquoteIdentifier(role, true);
            for (var right : RIGHTS) {
                statement.execute(right.formatted(schema, grantee));
            }
            owner.commit();
        } catch (SQLException e) {
            owner.rollback();
            throw e;
        } finally {
            owner.setAutoCommit(true);
        }
    }
}
