package shop.platform.cluster;

import akka.actor.typed.ActorRef;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import shop.platform.entity.Binding;

/**
 * The time for which a shard is on this node, and the answers of its entities in that time without an event:
 * rejections, and "nothing to do". The journal stores what was done; this stores what was not, so that a late copy of
 * the same message has no effect either, even if the entity would now decide otherwise. Answers before the shard came
 * here are unknown, so messages that are bound to an earlier period are returned.
 *
 * <p>When the memory is full, a new period begins: messages in flight are then returned, so nothing about them must be
 * stored. Thread-safe: it is shared by the entities of the shard.
 */
public final class ShardPeriod {
    /** Maximum number of stored answers, of a few hundred bytes each. */
    static final int REMEMBERED = 256;

    private final Map<String, Object> answers = new HashMap<>();
    private String name = next();

    private ShardPeriod() {}

    /** Begins a new period without answers. */
    public static ShardPeriod begun() {
        return new ShardPeriod();
    }

    /** As messages that are bound to it say it. */
    public synchronized String name() {
        return name;
    }

    /**
     * Returns whether a message may be decided about. Otherwise it has been answered: with the first answer, or by
     * returning it.
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

    /** Stores the answer to a message without an event. Call it before the answer is sent. */
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
