package shop.devstack;

/**
 * Where a test runs what waits: {@code CompletableFuture.runAsync(task, OwnThread::run)}. In the JVM's common pool, which that method
 * takes otherwise, it would delay whatever else runs there: all that follows a stage of Akka.
 */
public final class OwnThread {
    private OwnThread() {}

    /** Returns at once. */
    public static void run(Runnable task) {
        new Thread(task, "test").start();
    }
}
