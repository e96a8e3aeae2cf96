package shop.platform.journal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Some of the partitions of an entity type.
 *
 * @param bits the lowest is that of partition 0
 */
record PartitionSet(int bits) {
    static final PartitionSet NONE = new PartitionSet(0);
    static final PartitionSet ALL = new PartitionSet((1 << Partitions.COUNT) - 1);

    private static final int SLICES = 1024;

    static PartitionSet of(int partition) {
        return new PartitionSet(1 << Partitions.require(partition));
    }

    /** Returns the partition that the database gives to this persistence id: by the first two bytes of its MD5. */
    static PartitionSet of(String persistenceId) {
        try {
            var hash = MessageDigest.getInstance("MD5").digest(persistenceId.getBytes(StandardCharsets.UTF_8));
            var slice = (Byte.toUnsignedInt(hash[0]) << Byte.SIZE | Byte.toUnsignedInt(hash[1])) % SLICES;
            return of(slice / (SLICES / Partitions.COUNT));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    PartitionSet with(PartitionSet others) {
        return new PartitionSet(bits | others.bits);
    }

    PartitionSet without(PartitionSet others) {
        return new PartitionSet(bits & ~others.bits);
    }

    PartitionSet and(PartitionSet others) {
        return new PartitionSet(bits & others.bits);
    }

    boolean contains(int partition) {
        return (bits >> partition & 1) == 1;
    }

    boolean isEmpty() {
        return bits == 0;
    }
}
