package shop.discovery.consul.internal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.discovery.consul.ConsulInstance;

/**
 * The last good answer to each query, and how old it is while Consul does not confirm it. Safe for use by several
 * threads.
 */
public final class LastKnown {
    private static final Logger LOG = LoggerFactory.getLogger(LastKnown.class);

    /** No instances: the query has failed and never been answered. */
    private record Entry(Optional<List<ConsulInstance>> instances, long answeredAt, boolean confirmed) {
        Entry unconfirmed() {
            return new Entry(instances, answeredAt, false);
        }
    }

    private final Map<InstancesQuery, Entry> entries = new ConcurrentHashMap<>();
    private final LongSupplier ticker;

    /** @param ticker nanoseconds of a monotonic clock */
    public LastKnown(LongSupplier ticker) {
        this.ticker = ticker;
    }

    public void answered(InstancesQuery query, List<ConsulInstance> instances) {
        var before = entries.put(query, new Entry(Optional.of(instances), ticker.getAsLong(), true));
        if (before != null && !before.confirmed) {
            LOG.info("Consul answers again for {}", query.service());
        }
    }

    /** Only the first failure after an answer is logged. */
    public void failed(InstancesQuery query, Throwable error) {
        var never = new Entry(Optional.empty(), ticker.getAsLong(), false);
        var before = entries.putIfAbsent(query, never);
        if (before == null) {
            LOG.warn("No instance of {} is known: {}", query.service(), error.getMessage());
        } else if (before.confirmed && entries.replace(query, before, before.unconfirmed())) {
            LOG.warn("Using the last known instances of {}: {}", query.service(), error.getMessage());
        }
    }

    public Optional<List<ConsulInstance>> instances(InstancesQuery query) {
        return Optional.ofNullable(entries.get(query)).flatMap(Entry::instances);
    }

    /** The age of each service's answer: zero while Consul answers, else the time since it last did. */
    public Map<String, Duration> ages() {
        var ages = new TreeMap<String, Duration>();
        entries.forEach((query, entry) -> {
            if (entry.instances.isPresent()) {
                ages.merge(query.service(), age(entry), (one, other) -> one.compareTo(other) > 0 ? one : other);
            }
        });
        return ages;
    }

    private Duration age(Entry entry) {
        return entry.confirmed ? Duration.ZERO : Duration.ofNanos(ticker.getAsLong() - entry.answeredAt);
    }
}
