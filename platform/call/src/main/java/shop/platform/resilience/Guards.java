package shop.platform.resilience;

import akka.actor.AbstractExtensionId;
import akka.actor.ClassicActorSystemProvider;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** The guards of an actor system, by {@link Guard#create}. Thread-safe. */
public final class Guards implements Extension {
    private static final AbstractExtensionId<Guards> ID = new AbstractExtensionId<>() {
        @Override
        public Guards createExtension(ExtendedActorSystem system) {
            return new Guards();
        }
    };

    private final List<Guard> guards = new CopyOnWriteArrayList<>();

    private Guards() {}

    public static Guards get(ClassicActorSystemProvider system) {
        return ID.get(system);
    }

    void add(Guard guard) {
        guards.add(guard);
    }

    /**
     * Returns the states of the called services: {@code
     * [{"target":"catalog-service","state":"OPEN","available":25,"max":25}]}.
     */
    public String toJson() {
        return guards.stream()
                .map(guard -> "{\"target\":\"%s\",\"state\":\"%s\",\"available\":%d,\"max\":%d}"
                        .formatted(guard.target(), guard.state(), guard.available(), guard.max()))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
