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

    /** In which a watcher is found by who it is, so that one more costs the same however many there are. */
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();

    private final Map<String, Supplier<String>> details = new ConcurrentSkipListMap<>();
    private volatile ServingStatus status = ServingStatus.STARTING;

    /** The status now. */
    public ServingStatus status() {
        return status;
    }

    /** Changes the status and tells everyone who watches it. */
    public synchronized void change(ServingStatus changed) {
        if (status == changed) {
            return;
        }
        status = changed;
        watchers.forEach(watcher -> watcher.onChange.accept(changed));
    }

    /**
     * Shows something besides the status in the body of {@code GET /health}, for people; it does not change the status.
     *
     * @param json asked anew for each answer; must not block
     */
    public void show(String name, Supplier<String> json) {
        details.put(name, json);
    }

    /** The body of {@code GET /health}. */
    String toJson() {
        StringBuilder json = new StringBuilder("{\"status\":\"").append(status).append('"');
        details.forEach(
                (name, detail) -> json.append(",\"").append(name).append("\":").append(detail.get()));
        return json.append('}').toString();
    }

    /**
     * Tells a watcher the status now and after every change, in order, until the returned action is run.
     *
     * @param onEnd runs when the server stops and there will be no more changes
     */
    synchronized Runnable watch(Consumer<ServingStatus> onChange, Runnable onEnd) {
        Watcher watcher = new Watcher(onChange, onEnd);
        onChange.accept(status);
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /** Sends the watchers home, whose streams would keep their connections from being idle. */
    void endWatches() {
        watchers.forEach(watcher -> watcher.onEnd.run());
    }
}
