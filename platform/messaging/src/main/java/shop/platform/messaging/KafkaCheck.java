package shop.platform.messaging;

import shop.platform.config.CheckedConfig;
import shop.platform.config.ConfigurationCheck;

/** Refuses a node that does not know its brokers. */
public final class KafkaCheck implements ConfigurationCheck {
    @Override
    public void check(CheckedConfig checked) {
        if (checked.config().getString("shop.messaging.bootstrap-servers").isBlank()) {
            checked.refuse(
                    "shop.messaging.bootstrap-servers",
                    "empty",
                    "host:port of Kafka's brokers, with commas between them; set SHOP_KAFKA_BOOTSTRAP_SERVERS");
        }
    }
}
