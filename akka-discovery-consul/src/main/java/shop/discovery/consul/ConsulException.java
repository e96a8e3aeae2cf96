package shop.discovery.consul;

/** Consul refused a request or did not answer it; the message says which request and why, and holds no token. */
public final class ConsulException extends RuntimeException {
    /** The status of requests that got no answer. */
    public static final int NO_ANSWER = 0;

    private final int status;

    public ConsulException(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** Consul's HTTP status, or {@link #NO_ANSWER}. */
    public int status() {
        return status;
    }
}
