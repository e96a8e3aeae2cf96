package shop.platform.messaging;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Translates {@code shop.messaging} to Kafka's settings. */
final class KafkaSettings {
    /** A record must fit into a dead letter together with the reason. */
    static final int MAX_REQUEST_BYTES = 2 * 1024 * 1024;

    /** The delay before a client reconnects to an unavailable broker. */
    private static final Duration RECONNECT = Duration.ofSeconds(5);

    private final Config config;

    KafkaSettings(Config root) {
        config = root.getConfig("shop.messaging");
        if (config.getString("bootstrap-servers").isBlank()) {
            throw new IllegalArgumentException("shop.messaging.bootstrap-servers: empty (expected: host:port of Kafka's"
                    + " brokers, with commas between them; set SHOP_KAFKA_BOOTSTRAP_SERVERS)");
        }
    }

    Map<String, Object> admin() {
        return withOverrides(common());
    }

    /** All in-sync replicas have a record before it counts; repeated requests of one producer have no second effect. */
    Map<String, Object> producer() {
        var settings = common();
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis("producer.delivery-timeout"));
        settings.put(
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(30_000, millis("producer.delivery-timeout") / 2));
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis("producer.max-block"));
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, config.getBytes("producer.buffer"));
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        return withOverrides(settings);
    }

    /** Records that a consumer handles in one transaction, at most. */
    int batchSize() {
        return config.getInt("consumer.batch-size");
    }

    /** Offsets are committed only after the records were handled. */
    Map<String, Object> consumer(String group) {
        var session = millis("consumer.session-timeout");
        var settings = common();
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, batchSize());
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, session);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, Math.min(3_000, session / 3));
        return withOverrides(settings);
    }

    Duration idleCheck() {
        return config.getDuration("consumer.idle-check");
    }

    Backoff retry() {
        return new Backoff(
                config.getDuration("consumer.retry.min-backoff"), config.getDuration("consumer.retry.max-backoff"));
    }

    TopicSettings topic(String name) {
        var defaults = config.getConfig("topic");
        var topics = config.getConfig("topics");
        var path = ConfigUtil.quoteString(name);
        return TopicSettings.from(topics.hasPath(path) ? topics.getConfig(path).withFallback(defaults) : defaults);
    }

    TopicSettings deadLetters() {
        return TopicSettings.from(config.getConfig("dead-letters").withFallback(config.getConfig("topic")))
                .withMaxMessageBytes(MAX_REQUEST_BYTES);
    }

    private Map<String, Object> common() {
        var settings = new HashMap<String, Object>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.getString("bootstrap-servers"));
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT.toMillis());
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return settings;
    }

    private Map<String, Object> withOverrides(Map<String, Object> settings) {
        config.getConfig("kafka-clients")
                .entrySet()
                .forEach(entry -> settings.put(
                        String.join(".", ConfigUtil.splitPath(entry.getKey())),
                        entry.getValue().unwrapped().toString()));
        return settings;
    }

    private int millis(String setting) {
        return Math.toIntExact(config.getDuration(setting).toMillis());
    }
}
