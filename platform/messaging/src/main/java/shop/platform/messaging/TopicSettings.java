package shop.platform.messaging;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The wanted settings of a topic.
 *
 * @param retention empty: for ever
 * @param maxMessageBytes largest record; empty: as the broker has it
 */
record TopicSettings(
        int partitions,
        short replication,
        int minInsyncReplicas,
        Optional<Duration> retention,
        Optional<Integer> maxMessageBytes) {
    private static final String INFINITE = "infinite";

    static TopicSettings from(Config config) {
        return new TopicSettings(
                config.getInt("partitions"),
                (short) config.getInt("replication"),
                config.getInt("min-insync-replicas"),
                config.getString("retention").equals(INFINITE)
                        ? Optional.empty()
                        : Optional.of(config.getDuration("retention")),
                Optional.empty());
    }

    TopicSettings withMaxMessageBytes(int bytes) {
        return new TopicSettings(partitions, replication, minInsyncReplicas, retention, Optional.of(bytes));
    }

    NewTopic topic(String name) {
        var settings = new HashMap<String, String>();
        settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(minInsyncReplicas));
        settings.putAll(retentionSetting());
        maxMessageBytes.ifPresent(bytes -> settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, bytes.toString()));
        return new NewTopic(name, partitions, replication).configs(settings);
    }

    /** The setting that follows the configuration after the creation of the topic. */
    Map<String, String> retentionSetting() {
        return Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(retention.map(Duration::toMillis).orElse(-1L)));
    }
}
