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
                    create(next, id, created, at);
                } else if (event instanceof UserEvent.Updated updated) {
                    next = switchTo(update, batch);
                    update(next, id, updated, at);
                } else if (event instanceof UserEvent.Deactivated deactivated) {
                    next = switchTo(changeStatus, batch);
                    changeStatus(next, id, UserStatus.DEACTIVATED, deactivated.revision(), at);
                } else if (event instanceof UserEvent.Reactivated reactivated) {
                    next = switchTo(changeStatus, batch);
                    changeStatus(next, id, UserStatus.ACTIVE, reactivated.revision(), at);
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

    private static void create(PreparedStatement row, UUID id, UserEvent.Created event, Instant at)
            throws SQLException {
        bind(row, event.personal());
        row.setObject(5, at.atOffset(ZoneOffset.UTC));
        row.setObject(6, at.atOffset(ZoneOffset.UTC));
        row.setString(7, UserStatus.ACTIVE.name());
        row.setLong(8, event.revision());
        row.setObject(9, id);
    }

    private static void update(PreparedStatement row, UUID id, UserEvent.Updated event, Instant at)
            throws SQLException {
        bind(row, event.personal());
        row.setObject(5, at.atOffset(ZoneOffset.UTC));
        row.setLong(6, event.revision());
        row.setObject(7, id);
    }

    private static void bind(PreparedStatement row, PersonalData personal) throws SQLException {
        row.setString(1, personal.name());
        row.setString(2, UserFilter.fold(personal.name()));
        row.setString(3, personal.email());
        row.setString(4, EmailForm.of(personal.email()));
    }

    private static void changeStatus(PreparedStatement row, UUID id, UserStatus status, long revision, Instant at)
            throws SQLException {
        row.setString(1, status.name());
        row.setObject(2, at.atOffset(ZoneOffset.UTC));
        row.setLong(3, revision);
        row.setObject(4, id);
    }
}
