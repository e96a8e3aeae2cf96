package shop.platform.fencing;

/**
 * Reports that this node may not write: the cluster has continued without it, or it does not take part yet or any more.
 * Nothing was written.
 */
public final class OvertakenException extends RuntimeException {
    OvertakenException(long node) {
        super("writer: node " + Long.toUnsignedString(node) + " may not write (expected: its rows in journal_writer)");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
