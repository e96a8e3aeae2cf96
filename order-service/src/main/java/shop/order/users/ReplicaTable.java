package shop.order.users;

import akka.actor.typed.ActorSystem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.order.domain.UserStanding;
import shop.order.domain.VerifiedBy;
import shop.platform.call.Deadline;
import shop.platform.journal.Database;
import shop.platform.journal.Sql;

/** Reads the table {@code user_replica}; while that is not current, no user is known. Thread-safe. */
final class ReplicaTable implements Replica {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaTable.class);
    private static final UserStanding UNKNOWN = new UserStanding.Undetermined();

    private static final String SELECT =
            "select status, revision from user_replica where user_id = ? and " + CurrentReplica.CONDITION;

    private final Database database;
    private final CurrentReplica current;

    ReplicaTable(ActorSystem<?> system, CurrentReplica current) {
        database = Database.get(system);
        this.current = current;
    }

    @Override
    public CompletionStage<UserStanding> standing(String userId, Deadline deadline) {
        return database.read(connection -> deadline.isExpired() ? UNKNOWN : read(connection, userId))
                .exceptionally(failure -> {
                    LOG.warn("The replica of users cannot be read: {}", failure.toString());
                    return UNKNOWN;
                })
                .toCompletableFuture()
                .completeOnTimeout(UNKNOWN, deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    }

    private UserStanding read(Connection connection, String userId) throws SQLException {
        return Sql.first(
                        connection,
                        SELECT,
                        row -> standing(row.getString("status"), row.getLong("revision")),
                        UUID.fromString(userId),
                        current.parameter())
                .orElse(UNKNOWN);
    }

    private static UserStanding standing(String status, long revision) {
        return switch (status) {
            case "ACTIVE" -> new UserStanding.Active(revision, VerifiedBy.REPLICA);
            case "DEACTIVATED" -> new UserStanding.Deactivated();
            default -> UNKNOWN;
        };
    }
}
