package shop.user.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import shop.platform.journal.EventEnvelope;
import shop.platform.projection.ProjectionHandler;
import shop.user.domain.EmailForm;
import shop.user.domain.PersonalData;
import shop.user.domain.UserEvent;
import shop.user.domain.UserStatus;

/**
 * Fills the table {@code users}: a row a user, changed by each event that shows. Starting over from the first event
 * leads to the same rows, whatever is there.
 */
public final class UserView implements ProjectionHandler<UserEvent> {
    private static final String CREATE = """
            insert into users (name, name_folded, email, email_normalised, created_at, updated_at, status, revision, id)
            values (?, ?, ?, ?, ?, ?, ?, 1, ?)
            on conflict (id) do update set (name, name_folded, email, email_normalised, created_at, updated_at, status, revision)
            = (excluded.name, excluded.name_folded, excluded.email, excluded.email_normalised, excluded.created_at,
               excluded.updated_at, excluded.status, 1)
            """;
    private static final String UPDATE = """
            update users set name = ?, name_folded = ?, email = ?, email_normalised = ?, updated_at = ?,
            revision = revision + 1 where id = ?
            """;
    private static final String CHANGE_STATUS =
            "update users set status = ?, updated_at = ?, revision = revision + 1 where id = ?";

    @Override
    public void process(Connection connection, List<EventEnvelope<UserEvent>> events) throws SQLException {
        try (var create = connection.prepareStatement(CREATE);
                var update = connection.prepareStatement(UPDATE);
                var changeStatus = connection.prepareStatement(CHANGE_STATUS)) {
            // A batch holds a run of events of one kind, so that the events of a user keep their order.
            PreparedStatement batch = null;
            for (var envelope : events) {
                var id = UUID.fromString(envelope.entityId());
                var event = envelope.event();
                var at = event.metadata().time();
                PreparedStatement next;
                if (event instanceof UserEvent.Created created) {
                    next = switchTo(create, batch);
                    create(next, id, created.personal(), at);
                } else if (event instanceof UserEvent.Updated updated) {
                    next = switchTo(update, batch);
                    update(next, id, updated.personal(), at);
                } else if (event instanceof UserEvent.Deactivated) {
                    next = switchTo(changeStatus, batch);
                    changeStatus(next, id, UserStatus.DEACTIVATED, at);
                } else if (event instanceof UserEvent.Reactivated) {
                    next = switchTo(changeStatus, batch);
                    changeStatus(next, id, UserStatus.ACTIVE, at);
                } else {
                    continue;
                }
                next.addBatch();
                batch = next;
            }
            switchTo(null, batch);
        }
    }

    private static PreparedStatement switchTo(PreparedStatement next, PreparedStatement batch) throws SQLException {
        if (batch != null && batch != next) {
            batch.executeBatch();
        }
        return next;
    }

    private static void create(PreparedStatement row, UUID id, PersonalData personal, Instant at) throws SQLException {
        bind(row, personal);
        row.setObject(5, at.atOffset(ZoneOffset.UTC));
        row.setObject(6, at.atOffset(ZoneOffset.UTC));
        row.setString(7, UserStatus.ACTIVE.name());
        row.setObject(8, id);
    }

    private static void update(PreparedStatement row, UUID id, PersonalData personal, Instant at) throws SQLException {
        bind(row, personal);
        row.setObject(5, at.atOffset(ZoneOffset.UTC));
        row.setObject(6, id);
    }

    private static void bind(PreparedStatement row, PersonalData personal) throws SQLException {
        row.setString(1, personal.name());
        row.setString(2, UserFilter.fold(personal.name()));
        row.setString(3, personal.email());
        row.setString(4, EmailForm.of(personal.email()));
    }

    private static void changeStatus(PreparedStatement row, UUID id, UserStatus status, Instant at)
            throws SQLException {
        row.setString(1, status.name());
        row.setObject(2, at.atOffset(ZoneOffset.UTC));
        row.setObject(3, id);
    }
}
