package shop.platform.messaging;

import akka.actor.typed.ActorSystem;
import shop.platform.projection.PartitionedProjection;
import shop.platform.projection.Projections;
import shop.platform.telemetry.Telemetry;

/**
 * Publishes the events of a service, each at least once, those of an entity in order: with duplicates dropped by sequence number,
 * a consumer sees exactly what the journal has. While Kafka is away it waits, and goes on where it was.
 */
public final class Publishing {
    private Publishing() {}

    /**
     * Publishes the events of an entity type on a topic, from the first event on and then as they come; call it on every node. The
     * topic is created when it is not there. Returns at once, whether Kafka is there or not. {@link PartitionedProjection#rebuild}
     * of what it returns publishes everything again.
     *
     * @param name of the projection, which must never change: what was published already is remembered under it
     * @param entityType prefix of the persistence ids, before the {@code |}
     * @param eventType all events of the entity type are instances of it
     */
    public static <E> PartitionedProjection start(
            ActorSystem<?> system,
            String name,
            String entityType,
            Class<E> eventType,
            String topic,
            PublishedEvents<E> events) {
        var publisher = new GroupPublisher<>(
                KafkaClients.get(system),
                Topics.create(system, topic),
                topic,
                events,
                new MessagingTelemetry(Telemetry.get(system), topic));
        return Projections.atLeastOnce(system, name, entityType, eventType, publisher);
    }
}
