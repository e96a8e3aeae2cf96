package shop.platform.grpc;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The serving status of this node, as {@code GET /health} and {@code grpc.health.v1} report it. Starts as
 * {@link ServingStatus#STARTING}. Thread-safe.
 */
public final class ServerHealth {

    private static final class Watcher {
        private final Consumer<ServingStatus> onChange;
        private final Runnable onEnd;

        private Watcher(Consumer<ServingStatus> onChange, Runnable onEnd) {
            this.onChange = onChange;
            this.onEnd = onEnd;
        }
    }

    /** Finds a watcher by identity, so that adding one costs the same for any number of watchers. */
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();

    private final Map<String, Supplier<String>> details = new ConcurrentSkipListMap<>();
    private volatile ServingStatus status = ServingStatus.STARTING;

    /** Returns the status now. */
    public ServingStatus status() {
        return status;
    }

    /** Changes the status and notifies all watchers. */
    public synchronized void change(ServingStatus changed) {
        if (status == changed) {
            return;
        }
        status = changed;
        watchers.forEach(watcher -> watcher.onChange.accept(changed));
    }

    /**
     * Adds information for people to the body of {@code GET /health}; it does not change the status.
     *
     * @param json called for each answer; must not block
     */
    public void show(String name, Supplier<String> json) {
        details.put(name, json);
    }

    /** Returns the body of {@code GET /health}. */
    String toJson() {
        StringBuilder json = new StringBuilder("{\"status\":\"").append(status).append('"');
        details.forEach(
                (name, detail) -> json.append(",\"").append(name).append("\":").append(detail.get()));
        return json.append('}').toString();
    }

    /**
     * Notifies a watcher of the status now and after every change, in order, until the returned action is run.
     *
     * @param onEnd runs when the server stops and there will be no more changes
     */
    synchronized Runnable watch(Consumer<ServingStatus> onChange, Runnable onEnd) {
        Watcher watcher = new Watcher(onChange, onEnd);
        onChange.accept(status);
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /** Ends the watchers' streams, which would prevent their connections from becoming idle. */
    void endWatches() {
        watchers.forEach(watcher -> watcher.onEnd.run());
    }
}
