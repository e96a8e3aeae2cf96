package shop.platform.journal;

/** How slices make partitions: a fixed number, so that offsets stay valid however many workers there are. */
public final class Partitions {
    /** Logical partitions of each entity type; {@code slice >> 6} of the journal's 1024 slices. */
    public static final int COUNT = 16;

    private Partitions() {}

    static int require(int partition) {
        if (partition < 0 || partition >= COUNT) {
            throw new IllegalArgumentException("partition: " + partition + " (expected: 0 to " + (COUNT - 1) + ")");
        }
        return partition;
    }
}
