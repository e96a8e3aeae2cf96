package shop.platform.journal;

/** Reports that the journal's queue is full: rejected at once, nothing was written. */
public final class JournalOverloadedException extends RuntimeException {
    JournalOverloadedException(String queue, int limit) {
        super(queue + ": " + limit + " waiting (expected: fewer; the journal is slower than its callers)");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
