package shop.platform.messaging;

import com.typesafe.config.Config;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import shop.platform.projection.JournalProjection;
import shop.platform.projection.Resettable;

/**
 * The declaration of a publisher of an entity type's events.
 *
 * @param projection that remembers what was published
 * @param topic that nothing else writes to
 */
public record TopicPublisher(JournalProjection projection, String topic) implements Resettable {
    private static final long BOUND_SECONDS = 60;

    /**
     * @param name of the projection, which must never change: what was published already is remembered under it
     * @param entityType prefix of the persistence ids, before the {@code |}
     */
    public static TopicPublisher of(String name, String entityType, String topic) {
        return new TopicPublisher(JournalProjection.publishing(name, entityType), topic);
    }

    @Override
    public String name() {
        return projection.name();
    }

    @Override
    public String description() {
        return projection.description() + " on " + topic;
    }

    @Override
    public void reset(Connection connection) throws SQLException {
        projection.reset(connection);
    }

    @Override
    public Progress progress(Connection connection, Config config) throws SQLException {
        return projection.progress(connection, config);
    }

    @Override
    public boolean tellsOthers() {
        return true;
    }

    /** Deletes the topic's records. The topic and its offsets stay. */
    @Override
    public void takeBack(Config config) {
        try (var admin = Admin.create(new KafkaSettings(config).admin())) {
            new ConsumerLag(admin, "", topic)
                    .ends()
                    .thenCompose(ends -> admin.deleteRecords(ends.entrySet().stream()
                                    .collect(Collectors.toMap(
                                            Map.Entry::getKey, end -> RecordsToDelete.beforeOffset(end.getValue()))))
                            .all()
                            .toCompletionStage())
                    .toCompletableFuture()
                    .orTimeout(BOUND_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            // Without a topic there is nothing to delete.
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw new IllegalStateException(topic + ": its records cannot be deleted: " + e.getCause(), e);
            }
        }
    }
}
