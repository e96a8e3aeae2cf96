package shop.platform.grpc;

/** Whether this node is to be given traffic. */
public enum ServingStatus {
    /** Alive, but not able to serve yet: calls are refused with UNAVAILABLE at once. */
    STARTING,
    /** Serving. */
    SERVING,
    /** About to stop: calls that still come are served, but nobody should send new ones. */
    DRAINING
}
