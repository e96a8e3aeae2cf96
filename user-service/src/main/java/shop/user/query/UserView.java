package shop.user.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import shop.platform.journal.EventEnvelope;
import shop.platform.journal.SqlBatch;
import shop.platform.projection.ProjectionHandler;
import shop.user.domain.EmailForm;
import shop.user.domain.UserEvent;
import shop.user.domain.UserStatus;

/**
 * Fills the table {@code users}: a row a user, changed by each event that shows. Starting over from the first event
 * leads to the same rows, whatever is there.
 */
public final class UserView implements ProjectionHandler<UserEvent> {
    private static final String CREATE = """
            insert into users (name, name_folded, email, email_normalised, created_at, updated_at, status, revision, id)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set (name, name_folded, email, email_normalised, created_at, updated_at, status, revision)
            = (excluded.name, excluded.name_folded, excluded.email, excluded.email_normalised, excluded.created_at,
               excluded.updated_at, excluded.status, excluded.revision)
            """;
    private static final String UPDATE = """
            update users set name = ?, name_folded = ?, email = ?, email_normalised = ?, updated_at = ?,
            revision = ? where id = ?
            """;
    private static final String CHANGE_STATUS =
            "update users set status = ?, updated_at = ?, revision = ? where id = ?";

    @Override
    public void process(Connection connection, List<EventEnvelope<UserEvent>> events) throws SQLException {
        try (var batch = new SqlBatch(connection)) {
            for (var envelope : events) {
                var change = envelope.event().fold(new Changes(UUID.fromString(envelope.entityId())));
                if (change.isPresent()) {
                    batch.add(change.get());
                }
            }
            batch.execute();
        }
    }

    /** What an event changes of a user's row. */
    private record Changes(UUID id) implements UserEvent.Cases<Optional<SqlBatch.Statement>> {
        @Override
        public Optional<SqlBatch.Statement> created(UserEvent.Created event) {
            var user = event.personal();
            var at = event.metadata().time();
            return change(
                    CREATE,
                    user.name(),
                    UserFilter.fold(user.name()),
                    user.email(),
                    EmailForm.of(user.email()),
                    at,
                    at,
                    UserStatus.ACTIVE,
                    event.revision(),
                    id);
        }

        @Override
        public Optional<SqlBatch.Statement> updated(UserEvent.Updated event) {
            var user = event.personal();
            return change(
                    UPDATE,
                    user.name(),
                    UserFilter.fold(user.name()),
                    user.email(),
                    EmailForm.of(user.email()),
                    event.metadata().time(),
                    event.revision(),
                    id);
        }

        @Override
        public Optional<SqlBatch.Statement> deactivated(UserEvent.Deactivated event) {
            return change(
                    CHANGE_STATUS, UserStatus.DEACTIVATED, event.metadata().time(), event.revision(), id);
        }

        @Override
        public Optional<SqlBatch.Statement> reactivated(UserEvent.Reactivated event) {
            return change(CHANGE_STATUS, UserStatus.ACTIVE, event.metadata().time(), event.revision(), id);
        }

        @Override
        public Optional<SqlBatch.Statement> unchanged(UserEvent.Unchanged event) {
            return Optional.empty();
        }

        @Override
        public Optional<SqlBatch.Statement> emailRenounced(UserEvent.EmailRenounced event) {
            return Optional.empty();
        }

        private static Optional<SqlBatch.Statement> change(String sql, Object... values) {
            return Optional.of(new SqlBatch.Statement(sql, values));
        }
    }
}
