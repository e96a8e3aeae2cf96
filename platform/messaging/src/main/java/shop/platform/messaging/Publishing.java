package shop.platform.messaging;

import akka.actor.typed.ActorSystem;
import shop.platform.journal.Database;
import shop.platform.projection.PartitionedProjection;
import shop.platform.projection.Projections;
import shop.platform.telemetry.Telemetry;

/**
 * Publishes the events of a service, each at least once, those of an entity in order: with duplicates dropped by sequence number,
 * a consumer sees exactly what the journal has. While Kafka is unavailable it waits, and then continues.
 */
public final class Publishing {
    private Publishing() {}

    /**
     * Publishes the events of an entity type on a topic, from the first event on, including future ones; call it on
     * every node. The topic is created if it does not exist. Returns at once, even without Kafka. The command {@code
     * projection reset} publishes everything again.
     *
     * @param eventType all events of the entity type are instances of it
     */
    public static <E> PartitionedProjection start(
            ActorSystem<?> system, TopicPublisher declared, Class<E> eventType, PublishedEvents<E> events) {
        var topic = declared.topic();
        var journal = new JournalBehindTopic(
                KafkaClients.get(system),
                Database.get(system),
                declared.projection().entityType(),
                topic);
        var publisher = new GroupPublisher<>(
                KafkaClients.get(system),
                new Permission(Topics.create(system, topic), journal::refuse),
                topic,
                events,
                new MessagingTelemetry(Telemetry.get(system), topic));
        return Projections.atLeastOnce(system, declared.projection(), eventType, publisher);
    }
}
