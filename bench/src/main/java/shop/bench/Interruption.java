package shop.bench;

import java.util.concurrent.Callable;

/**
 * Waiting in {@code close()}, where an InterruptedException must not come out. Who interrupts the bench wants it to
 * end, so the interruption becomes a failure.
 */
final class Interruption {
    private Interruption() {}

    /**
     * @throws IllegalStateException when interrupted, or when the waiting itself fails
     */
    static <T> T asFailure(Callable<T> waiting) {
        try {
            return waiting.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while closing", e);
        } catch (Exception e) {
            throw new IllegalStateException("failed while closing", e);
        }
    }
}
