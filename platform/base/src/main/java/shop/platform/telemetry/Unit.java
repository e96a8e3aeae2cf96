package shop.platform.telemetry;

/** A metric's unit. A count has no unit in its name. */
public enum Unit {
    SECONDS("s", "_seconds"),
    BYTES("By", "_bytes"),
    /** 0 to 1. */
    RATIO("1", "_ratio"),
    NONE("", "");

    private final String ucum;
    private final String suffix;

    Unit(String ucum, String suffix) {
        this.ucum = ucum;
        this.suffix = suffix;
    }

    /** As OpenTelemetry writes it. */
    String ucum() {
        return ucum;
    }

    /** What Prometheus' names end with. */
    String suffix() {
        return suffix;
    }
}
