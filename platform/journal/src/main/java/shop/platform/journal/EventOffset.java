package shop.platform.journal;

/**
 * The position of an event in the order in which projections read: by transaction, then by {@code ordering} within it.
 * Its text form, {@code transaction:ordering}, is stored in the offset table.
 *
 * @param transaction PostgreSQL's 64-bit transaction id (xid8), which never wraps
 * @param ordering sequence value of the row; unique, but not in commit order
 */
public record EventOffset(long transaction, long ordering) implements Comparable<EventOffset> {
    /** Before every event. */
    public static final EventOffset START = new EventOffset(0, 0);

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if {@code text} is not {@code transaction:ordering}
     */
    public static EventOffset parse(String text) {
        var colon = text.indexOf(':');
        try {
            return new EventOffset(
                    Long.parseUnsignedLong(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("offset: " + text + " (expected: transaction:ordering)", e);
        }
    }

    @Override
    public int compareTo(EventOffset other) {
        var byTransaction = Long.compareUnsigned(transaction, other.transaction);
        return byTransaction != 0 ? byTransaction : Long.compare(ordering, other.ordering);
    }

    public boolean isAfter(EventOffset other) {
        return compareTo(other) > 0;
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(transaction) + ':' + ordering;
    }
}
