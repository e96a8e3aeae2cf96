package shop.platform.journal;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import java.util.concurrent.ConcurrentHashMap;

/** The tails that a node watches, one an entity type. */
final class JournalTails implements Extension {
    private static final ExtensionId<JournalTails> ID = new ExtensionId<>() {
        @Override
        public JournalTails createExtension(ActorSystem<?> system) {
            return new JournalTails(system);
        }
    };

    private final ActorSystem<?> system;
    private final ConcurrentHashMap<String, JournalTail> tails = new ConcurrentHashMap<>();

    private JournalTails(ActorSystem<?> system) {
        this.system = system;
    }

    static JournalTail of(ActorSystem<?> system, String entityType) {
        return ID.apply(system).tails.computeIfAbsent(entityType, type -> new JournalTail(system, type));
    }
}
