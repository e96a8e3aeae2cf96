package shop.platform.cluster;

import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The names of {@link ShardPeriod}s as this node has heard of them last, on whichever nodes the shards are. One that is outdated costs
 * a message to and fro and nothing else. Thread-safe.
 */
final class KnownPeriods {
    private final int shards;
    private final ConcurrentMap<String, AtomicReferenceArray<String>> byType = new ConcurrentHashMap<>();

    /** @param shards per entity type */
    KnownPeriods(int shards) {
        this.shards = shards;
    }

    /** Empty: none is known. */
    String of(EntityTypeKey<?> type, String id) {
        var known = shardsOf(type).get(shard(id));
        return known == null ? "" : known;
    }

    void learn(EntityTypeKey<?> type, String id, String period) {
        shardsOf(type).set(shard(id), period);
    }

    private AtomicReferenceArray<String> shardsOf(EntityTypeKey<?> type) {
        return byType.computeIfAbsent(type.name(), name -> new AtomicReferenceArray<>(shards));
    }

    /** As Akka does by default; if it did otherwise, periods would be guessed wrong and learnt anew, no more. */
    private int shard(String id) {
        return Math.abs(id.hashCode() % shards);
    }
}
