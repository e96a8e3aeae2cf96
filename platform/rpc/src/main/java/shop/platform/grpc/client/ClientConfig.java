package shop.platform.grpc.client;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The settings under {@code shop.grpc.client}; what each means is said in {@code shop-grpc.conf}.
 *
 * @param maxMessageSize bytes
 * @param maxMetadataSize bytes
 */
record ClientConfig(
        Duration maxDeadline,
        Duration connectTimeout,
        Duration keepAliveTime,
        Duration keepAliveTimeout,
        int maxMessageSize,
        int maxMetadataSize,
        Duration firstAnswerTimeout,
        Duration lookUpInterval) {

    static ClientConfig of(Config root) {
        Config client = root.getConfig("shop.grpc.client");
        return new ClientConfig(
                client.getDuration("max-deadline"),
                client.getDuration("connect-timeout"),
                client.getDuration("keep-alive.time"),
                client.getDuration("keep-alive.timeout"),
                Math.toIntExact(client.getBytes("max-message-size")),
                Math.toIntExact(client.getBytes("max-metadata-size")),
                client.getDuration("discovery.first-answer-timeout"),
                client.getDuration("discovery.look-up-interval"));
    }
}
