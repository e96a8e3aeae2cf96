package shop.platform.telemetry;

/** A command or an event that says of which trace it is part. */
public interface Traced {
    /** W3C trace context; empty: of none. */
    String traceparent();
}
