package shop.platform.history;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import shop.platform.entity.EventMetadata;

/**
 * How the events of one type of entities are read and applied.
 *
 * @param name of the type in commands, such as {@code user}
 * @param resource type in the audit, such as {@code user.User}
 * @param entityType prefix of the persistence ids
 * @param eventType of all its events
 * @param empty state of the entity with this id before its first event
 * @param apply an event to a state; the same function that the entity uses
 * @param shown what people are shown of a state: empty, or with an element {@code revision} if it counts changes
 */
public record EntityHistory<E, S>(
        String name,
        String resource,
        String entityType,
        Class<E> eventType,
        Function<E, EventMetadata> metadata,
        Function<String, S> empty,
        BiFunction<S, E, S> apply,
        Function<S, Optional<?>> shown) {

    /** Returns the persistence id of one entity. */
    String persistenceId(String id) {
        return entityType + "|" + id;
    }

    /** Returns a fold over the events of one entity that has seen none yet. */
    Fold<E, S> fold(String id) {
        return new Fold<>(this, empty.apply(id));
    }

    /** The state after the events so far. Not thread-safe. */
    static final class Fold<E, S> {
        private final EntityHistory<E, S> history;
        private S state;

        private Fold(EntityHistory<E, S> history, S state) {
            this.history = history;
            this.state = state;
        }

        /** What is shown of the state as it is now. */
        Optional<?> shown() {
            return history.shown.apply(state);
        }

        /** @throws ClassCastException when the event is not of this type's */
        void apply(Object event) {
            state = history.apply.apply(state, history.eventType.cast(event));
        }

        EventMetadata metadata(Object event) {
            return history.metadata.apply(history.eventType.cast(event));
        }
    }
}
