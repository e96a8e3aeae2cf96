package shop.platform.messaging;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import shop.platform.extension.SystemExtension;

/**
 * A node's clients of Kafka: one producer and one for administration, made on first use and closed with the actor
 * system, and one consumer per request. Creating one fails while the brokers' names cannot be resolved. Safe for use by
 * several threads.
 */
final class KafkaClients implements Extension {
    private static final Duration CLOSE_BOUND = Duration.ofSeconds(2);

    private static final ExtensionId<KafkaClients> ID = new SystemExtension<>(KafkaClients::new);

    private final KafkaSettings settings;
    private final SharedProducer producer;
    private final Executor executor;
    private Admin admin;

    private KafkaClients(ActorSystem<?> system) {
        settings = new KafkaSettings(system.settings().config());
        producer = new SharedProducer(settings.producer());
        executor = system.dispatchers().lookup(DispatcherSelector.fromConfig("shop.messaging.producer.dispatcher"));
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
                        "close Kafka's clients",
                        () -> CompletableFuture.supplyAsync(this::close, executor));
    }

    static KafkaClients get(ActorSystem<?> system) {
        return ID.apply(system);
    }

    KafkaSettings settings() {
        return settings;
    }

    SharedProducer producer() {
        return producer;
    }

    /** For work that Kafka's clients may block. */
    Executor executor() {
        return executor;
    }

    synchronized Admin admin() {
        if (admin == null) {
            admin = Admin.create(settings.admin());
        }
        return admin;
    }

    Consumer<byte[], byte[]> consumer(String group) {
        return new KafkaConsumer<>(settings.consumer(group), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads without a group, and commits nothing. */
    Consumer<byte[], byte[]> reader() {
        var own = settings.consumer("");
        own.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private synchronized Done close() {
        producer.close(CLOSE_BOUND);
        if (admin != null) {
            admin.close(CLOSE_BOUND);
        }
        return Done.getInstance();
    }
}
