package shop.platform.messaging;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import shop.platform.extension.SystemExtension;

/**
 * When this node's consumers started, as the second parameter of the database's function {@code consumer_is_current}: what a consumer
 * writes is current only for a node that has seen it compared with the end of the topic since then. Thread-safe.
 */
public final class ConsumerStarts implements Extension {
    private static final ExtensionId<ConsumerStarts> ID = new SystemExtension<>(system -> new ConsumerStarts());

    private final Map<String, Long> starts = new ConcurrentHashMap<>();

    private ConsumerStarts() {}

    public static ConsumerStarts get(ActorSystem<?> system) {
        return ID.apply(system);
    }

    /** Empty while the consumer of this name has not started on this node. */
    public Optional<Long> of(String consumer) {
        return Optional.ofNullable(starts.get(consumer));
    }

    void started(String consumer, long at) {
        starts.put(consumer, at);
    }
}
