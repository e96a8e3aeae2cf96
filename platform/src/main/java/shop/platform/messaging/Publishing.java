package shop.platform.messaging;

import akka.actor.typed.ActorSystem;
import shop.platform.projection.PartitionedProjection;

/** Publishes the events of a service. */
public final class Publishing {
    private Publishing() {}

    /**
     * Publishes the events of an entity type on a topic, from the first event on and then as they come; call it on every node.
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
        throw new UnsupportedOperationException(name);
    }
}
