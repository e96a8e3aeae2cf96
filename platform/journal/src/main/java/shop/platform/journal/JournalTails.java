package shop.platform.journal;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import shop.platform.extension.SystemExtension;

/** The tails that a node watches, one per entity type and patience. Thread-safe. */
final class JournalTails implements Extension {
    private static final ExtensionId<JournalTails> ID = new SystemExtension<>(JournalTails::new);

    private record Watched(String entityType, Duration patience) {}

    private final ActorSystem<?> system;
    private final ConcurrentHashMap<Watched, JournalTail> tails = new ConcurrentHashMap<>();

    private JournalTails(ActorSystem<?> system) {
        this.system = system;
    }

    static JournalTails get(ActorSystem<?> system) {
        return ID.apply(system);
    }

    /** @param patience for how long events wait for others, to be read together */
    JournalTail of(String entityType, Duration patience) {
        var told = WakeUps.get(system);
        return tails.computeIfAbsent(new Watched(entityType, patience), watched -> {
            var config = system.settings().config().getConfig("shop.projection");
            return new JournalTail(system, entityType, Pace.of(config, patience, told::comeFromAll));
        });
    }

    void forEach(Consumer<JournalTail> action) {
        tails.values().forEach(action);
    }
}
