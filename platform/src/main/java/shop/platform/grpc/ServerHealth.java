package shop.platform.grpc;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The serving status of this node, as {@code GET /health} and {@code grpc.health.v1} report it. Starts as
 * {@link ServingStatus#STARTING}. Thread-safe.
 */
public final class ServerHealth {

    private final List<Consumer<ServingStatus>> listeners = new CopyOnWriteArrayList<>();
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
        listeners.forEach(listener -> listener.accept(changed));
    }

    /** Tells the listener the status now and after every change, in order, until the returned action is run. */
    synchronized Runnable watch(Consumer<ServingStatus> listener) {
        listener.accept(status);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
