package shop.platform.messaging;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.pattern.Patterns;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates topics with the settings in {@code shop.messaging}. */
public final class Topics {
    private static final Logger log = LoggerFactory.getLogger(Topics.class);
    private static final Duration MIN_BACKOFF = Duration.ofMillis(500);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(10);

    private Topics() {}

    /**
     * Makes sure that the topic exists: settings are {@code shop.messaging.topics.<name>} over {@code
     * shop.messaging.topic}. Completes when it does, however long Kafka is unavailable; it fails only at the end of the
     * actor system.
     */
    public static CompletionStage<Done> create(ActorSystem<?> system, String topic) {
        return create(system, topic, KafkaClients.get(system).settings().topic(topic));
    }

    static CompletionStage<Done> create(ActorSystem<?> system, String topic, TopicSettings settings) {
        var clients = KafkaClients.get(system);
        Callable<CompletionStage<Done>> attempt = () -> CompletableFuture.supplyAsync(
                        clients::admin, clients.executor())
                .thenCompose(admin ->
                        admin.createTopics(List.of(settings.topic(topic))).all().toCompletionStage())
                .handle((created, failure) -> failure)
                .thenCompose(failure -> isThere(failure) ? retain(clients, topic, settings) : orFail(failure))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        log.warn("{}: topic not there yet: {}", topic, failure.toString());
                    }
                });
        return plain(Patterns.retry(attempt, Integer.MAX_VALUE, MIN_BACKOFF, MAX_BACKOFF, 0.2, system), clients);
    }

    /** A stage of Akka runs whatever follows it in the JVM's common pool, and each group of events follows this one. */
    private static CompletionStage<Done> plain(CompletionStage<Done> ofAkka, KafkaClients clients) {
        var plain = new CompletableFuture<Done>();
        ofAkka.whenCompleteAsync(
                (done, failure) -> {
                    if (failure == null) {
                        plain.complete(done);
                    } else {
                        plain.completeExceptionally(failure);
                    }
                },
                clients.executor());
        return plain;
    }

    private static boolean isThere(Throwable failure) {
        return failure instanceof TopicExistsException
                || failure instanceof CompletionException wrapped && isThere(wrapped.getCause());
    }

    private static CompletionStage<Done> orFail(Throwable failure) {
        return failure == null
                ? CompletableFuture.completedFuture(Done.getInstance())
                : CompletableFuture.failedFuture(failure);
    }

    private static CompletionStage<Done> retain(KafkaClients clients, String topic, TopicSettings settings) {
        var changes = settings.retentionSetting().entrySet().stream()
                .map(setting -> new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        return clients.admin()
                .incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), changes))
                .all()
                .toCompletionStage()
                .thenApply(changed -> Done.getInstance());
    }
}
