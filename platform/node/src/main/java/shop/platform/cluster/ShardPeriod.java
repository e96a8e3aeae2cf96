package shop.platform.cluster;

import akka.actor.typed.ActorRef;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import shop.platform.entity.Binding;

/**
 * The time for which a shard is on this node, and what its entities have answered in it without writing an event: refusals, and that
 * there was nothing to do. The journal remembers what was done; this remembers what was not, so that a copy of the same message that
 * arrives later, when the entity would decide otherwise, does nothing either. What a shard answered before it came here is not known,
 * so messages that were bound to an earlier period are turned back.
 *
 * <p>When there is too much to remember, a new period begins: whatever is on its way then is turned back, and there is nothing left
 * that would have to be remembered. Thread-safe: it is shared by the entities of the shard.
 */
public final class ShardPeriod {
    /** Answers that are remembered, of a few hundred bytes each. */
    static final int REMEMBERED = 256;

    private final Map<String, Object> answers = new HashMap<>();
    private String name = next();

    private ShardPeriod() {}

    /** One that begins now, in which nothing was answered yet. */
    public static ShardPeriod begun() {
        return new ShardPeriod();
    }

    /** As messages that are bound to it say it. */
    public synchronized String name() {
        return name;
    }

    /**
     * Returns whether a message may be decided about. Otherwise it has been answered: as the first time, or by turning
     * it back.
     *
     * @param binding empty: the message is from a node that binds none, and is let in
     */
    public boolean admits(Optional<Binding> binding, ActorRef<?> replyTo) {
        if (binding.isEmpty()) {
            return true;
        }
        var answer = answer(binding.get());
        if (answer == null) {
            return true;
        }
        replyTo.<Object>unsafeUpcast().tell(answer);
        return false;
    }

    /** The message was answered so, and no event says so. To be called before the answer goes out. */
    public synchronized void answered(Optional<Binding> binding, Object answer) {
        if (binding.isEmpty()) {
            return;
        }
        if (answers.size() >= REMEMBERED) {
            answers.clear();
            name = next();
        }
        answers.put(binding.get().call(), answer);
    }

    /** Null: none yet. */
    private synchronized Object answer(Binding binding) {
        return binding.period().equals(name) ? answers.get(binding.call()) : new Outdated(name);
    }

    private static String next() {
        return Long.toHexString(ThreadLocalRandom.current().nextLong());
    }
}
