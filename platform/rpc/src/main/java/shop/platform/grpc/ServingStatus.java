package shop.platform.grpc;

/** Whether this node should get traffic. */
public enum ServingStatus {
    /** Alive, but not able to serve yet: calls are rejected with UNAVAILABLE at once. */
    STARTING,
    /** Serving. */
    SERVING,
    /**
     * About to stop, or without a required dependency: calls that still arrive are served if possible, but none should
     * be sent.
     */
    NOT_SERVING
}
