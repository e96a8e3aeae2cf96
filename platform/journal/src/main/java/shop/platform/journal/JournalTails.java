package shop.platform.journal;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/** The tails that a node watches, one an entity type and interval. */
final class JournalTails implements Extension {
    private static final ExtensionId<JournalTails> ID = new ExtensionId<>() {
        @Override
        public JournalTails createExtension(ActorSystem<?> system) {
            return new JournalTails(system);
        }
    };

    private record Watched(String entityType, Duration interval) {}

    private final ActorSystem<?> system;
    private final ConcurrentHashMap<Watched, JournalTail> tails = new ConcurrentHashMap<>();

    private JournalTails(ActorSystem<?> system) {
        this.system = system;
    }

    static JournalTail of(ActorSystem<?> system, String entityType, Duration interval) {
        return ID.apply(system)
                .tails
                .computeIfAbsent(
                        new Watched(entityType, interval), watched -> new JournalTail(system, entityType, interval));
    }
}
