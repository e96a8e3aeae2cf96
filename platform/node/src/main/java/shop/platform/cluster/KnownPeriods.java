package shop.platform.cluster;

import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The last known names of the {@link ShardPeriod}s of all nodes' shards. An outdated one only costs one more round
 * trip. Thread-safe.
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

    /**
     * Like Akka's default; a different function would only cause wrong guesses of periods, which are then corrected.
     */
    private int shard(String id) {
        return Math.abs(id.hashCode() % shards);
    }
}
