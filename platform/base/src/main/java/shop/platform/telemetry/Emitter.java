package shop.platform.telemetry;

/** Whose nodes have a metric. */
public enum Emitter {
    EVERY_SERVICE("every service"),
    CALLER("services that call others"),
    CONSUMER("services that consume topics"),
    /** The one that declares it. */
    ONE_SERVICE("one service");

    private final String text;

    Emitter(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
