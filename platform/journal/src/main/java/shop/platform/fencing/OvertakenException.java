package shop.platform.fencing;

/** This node may not write: the cluster has gone on without it, or it has not begun or has ended to take part. Nothing was written. */
public final class OvertakenException extends RuntimeException {
    OvertakenException(long node) {
        super("writer: node " + Long.toUnsignedString(node) + " may not write (expected: its rows in journal_writer)");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
