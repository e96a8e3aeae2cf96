package shop.order.users;

import akka.actor.typed.ActorSystem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.order.domain.UserStanding;
import shop.order.domain.VerifiedBy;
import shop.platform.grpc.Deadline;
import shop.platform.journal.Database;

/** Reads the table {@code user_replica}. Thread-safe. */
final class ReplicaTable implements Replica {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaTable.class);
    private static final UserStanding UNKNOWN = new UserStanding.Undetermined();

    private final Database database;

    ReplicaTable(ActorSystem<?> system) {
        database = Database.get(system);
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

    private static UserStanding read(Connection connection, String userId) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select status, revision from user_replica where user_id = ?")) {
            query.setObject(1, UUID.fromString(userId));
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? standing(row.getString("status"), row.getLong("revision")) : UNKNOWN;
            }
        }
    }

    private static UserStanding standing(String status, long revision) {
        return switch (status) {
            case "ACTIVE" -> new UserStanding.Active(revision, VerifiedBy.REPLICA);
            case "DEACTIVATED" -> new UserStanding.Deactivated();
            default -> UNKNOWN;
        };
    }
}
