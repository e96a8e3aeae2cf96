package shop.platform.telemetry;

/** What a metric's values mean, and what Prometheus makes of them. */
public enum Kind {
    /** Only grows, from 0 at the start of the node; {@code _total}. */
    COUNTER,
    /** As it is at the moment of the scrape. */
    GAUGE,
    /** How long things took; {@code _bucket}, {@code _sum} and {@code _count}, with exemplars that name traces. */
    HISTOGRAM
}
