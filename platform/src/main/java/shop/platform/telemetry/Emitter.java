package shop.platform.telemetry;

/** Whose nodes have a metric. */
public enum Emitter {
    EVERY_SERVICE("every service"),
    USER_SERVICE("user-service"),
    ORDER_SERVICE("order-service");

    private final String text;

    Emitter(String text) {
        this.text = text;
    }

    /** Whether nodes of this service have it. */
    public boolean includes(String service) {
        return this == EVERY_SERVICE || text.equals(service);
    }

    @Override
    public String toString() {
        return text;
    }
}
