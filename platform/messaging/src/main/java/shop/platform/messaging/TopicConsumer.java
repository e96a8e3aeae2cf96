package shop.platform.messaging;

import com.typesafe.config.Config;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.kafka.clients.admin.Admin;
import shop.platform.journal.ConnectionFunction;
import shop.platform.projection.Resettable;

/**
 * The declaration of a consumer of a topic.
 *
 * @param name of the consumer and of its Kafka group, which must never change: what was consumed is remembered under it
 * @param empty empties the tables that the consumer fills; it neither commits nor closes the connection
 */
public record TopicConsumer(String name, String topic, ConnectionFunction<?> empty) implements Resettable {
    @Override
    public String description() {
        return "consumes " + topic;
    }

    /**
     * Dead letters that are still on the topic are written again. Every node starts its partitions from the first record within
     * {@code shop.messaging.consumer.idle-check}.
     */
    @Override
    public void reset(Connection connection) throws SQLException {
        new Generation(name).beginNext(connection);
        new ConsumedMessages(name).forget(connection);
        empty.apply(connection);
    }

    @Override
    public Progress progress(Connection connection, Config config) throws SQLException {
        var generation = new Generation(name).read(connection);
        var admin = Admin.create(new KafkaSettings(config).admin());
        try {
            return new TopicProgress(admin, name, new ConsumerLag(admin, name, topic), generation);
        } catch (RuntimeException e) {
            admin.close();
            throw e;
        }
    }
}
