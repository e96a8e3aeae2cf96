package shop.platform.grpc;

/** Whether this node is to be given traffic. */
public enum ServingStatus {
    /** Alive, but not able to serve yet: calls are refused with UNAVAILABLE at once. */
    STARTING,
    /** Serving. */
    SERVING,
    /** About to stop, or without what it needs: calls that still come are served as well as can be, better send none. */
    NOT_SERVING
}
