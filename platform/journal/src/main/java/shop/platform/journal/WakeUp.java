package shop.platform.journal;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The partitions with new events. Nodes send each other its text form, such as {@code User=8001 Order=0004}: entity
 * types and the bits of their partitions in hexadecimal. {@code *} stands for all of them. Receivers ignore parts that
 * they do not understand.
 */
record WakeUp(Map<String, PartitionSet> committed, boolean everything) {
    static final WakeUp NONE = new WakeUp(Map.of(), false);
    static final WakeUp EVERYTHING = new WakeUp(Map.of(), true);

    private static final String ALL = "*";
    private static final int HEXADECIMAL = 16;

    static WakeUp of(Collection<List<StoredEvent>> writes) {
        var committed = new HashMap<String, PartitionSet>();
        for (var write : writes) {
            // All events of a write are of one entity.
            var id = write.get(0).persistenceId();
            var end = id.indexOf('|');
            if (end > 0) {
                committed.merge(id.substring(0, end), PartitionSet.of(id), PartitionSet::with);
            }
        }
        return new WakeUp(committed, false);
    }

    static WakeUp parse(String text) {
        if (text.equals(ALL)) {
            return EVERYTHING;
        }
        var committed = new HashMap<String, PartitionSet>();
        Arrays.stream(text.split(" ")).forEach(part -> {
            var equals = part.indexOf('=');
            if (equals > 0) {
                committed.put(part.substring(0, equals), partitions(part.substring(equals + 1)));
            }
        });
        return new WakeUp(committed, false);
    }

    private static PartitionSet partitions(String bits) {
        try {
            return PartitionSet.ALL.and(new PartitionSet(Integer.parseInt(bits, HEXADECIMAL)));
        } catch (NumberFormatException e) {
            return PartitionSet.ALL;
        }
    }

    boolean isEmpty() {
        return committed.isEmpty() && !everything;
    }

    WakeUp with(WakeUp other) {
        if (everything || other.everything) {
            return EVERYTHING;
        }
        var both = new HashMap<>(committed);
        other.committed.forEach((type, partitions) -> both.merge(type, partitions, PartitionSet::with));
        return new WakeUp(both, false);
    }

    void tell(JournalTails tails) {
        tails.forEach(tail -> {
            var partitions =
                    everything ? PartitionSet.ALL : committed.getOrDefault(tail.entityType(), PartitionSet.NONE);
            if (!partitions.isEmpty()) {
                tail.suspect(partitions);
            }
        });
    }

    @Override
    public String toString() {
        return everything
                ? ALL
                : committed.entrySet().stream()
                        .map(entry -> entry.getKey() + "="
                                + Integer.toHexString(entry.getValue().bits()))
                        .sorted()
                        .collect(Collectors.joining(" "));
    }
}
