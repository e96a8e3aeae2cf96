package shop.platform.fencing;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.cluster.Cluster;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import shop.platform.extension.SystemExtension;

/**
 * Knows which node lives have left the cluster for good, as far as this node can tell. A node registers as a writer
 * when it is Up, and it is Up only after every member knows it: so a writer that this node does not know as a member
 * has been removed, or belongs to a former cluster. Thread-safe.
 */
public final class Departures implements Extension {
    private static final ExtensionId<Departures> ID = new SystemExtension<>(Departures::new);

    /** The standing of a node life. */
    public enum Standing {
        /** A member that may run entities. */
        MEMBER,
        /** Unknown, but not for long: this node's view may lag behind what the node itself has told others. */
        UNCERTAIN,
        /** Downed, removed or of a former cluster: it is no member again. */
        DEPARTED
    }

    private static final Duration CERTAIN_AFTER = Duration.ofMillis(500);
    private static final Set<MemberStatus> ENTITLED =
            Set.of(MemberStatus.up(), MemberStatus.leaving(), MemberStatus.exiting());

    private final Cluster cluster;
    private final Map<Long, Long> unknownSince = new ConcurrentHashMap<>();
    /** When this node learned that a life writes no more. One entry per life that has ended while this one lives. */
    private final Map<Long, Long> revokedAt = new ConcurrentHashMap<>();

    private Departures(ActorSystem<?> system) {
        cluster = Cluster.get(system.classicSystem());
    }

    /** Returns the instance of the node of {@code system}. */
    public static Departures get(ActorSystem<?> system) {
        return ID.apply(system);
    }

    /** Returns the standing of a life now. For a node that is not a full member itself, nobody has departed. */
    public Standing of(long node) {
        if (cluster.isTerminated() || !ENTITLED.contains(cluster.selfMember().status())) {
            return Standing.UNCERTAIN;
        }
        var member = StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .filter(known -> known.uniqueAddress().longUid() == node)
                .map(Member::status)
                .findAny();
        if (member.isPresent()) {
            unknownSince.remove(node);
            return member.get() == MemberStatus.down() || member.get() == MemberStatus.removed()
                    ? Standing.DEPARTED
                    : Standing.MEMBER;
        }
        var now = System.nanoTime();
        var since = unknownSince.putIfAbsent(node, now);
        return since != null && now - since >= CERTAIN_AFTER.toNanos() ? Standing.DEPARTED : Standing.UNCERTAIN;
    }

    /** Records that these lives write no more. */
    public void revoked(Collection<Long> nodes) {
        nodes.forEach(node -> revokedAt.putIfAbsent(node, System.nanoTime()));
    }

    /** Returns whether this node knows that the life writes no more. */
    public boolean isRevoked(long node) {
        return revokedAt.containsKey(node);
    }

    /** Returns the lives that this node has known for at least this time to write no more. */
    public Set<Long> revokedFor(Duration time) {
        var now = System.nanoTime();
        return revokedAt.entrySet().stream()
                .filter(entry -> now - entry.getValue() >= time.toNanos())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
