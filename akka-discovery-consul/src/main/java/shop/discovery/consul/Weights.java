package shop.discovery.consul;

/**
 * An instance's share of traffic, relative to the other instances, while it is passing and while it is in warning.
 *
 * @param passing 1 to 65535
 * @param warning 0 to 65535
 */
public record Weights(int passing, int warning) {
    public static final int MAX = 65_535;
    public static final Weights DEFAULT = new Weights(1, 1);

    public Weights {
        if (passing < 1 || passing > MAX) {
            throw new IllegalArgumentException("passing: " + passing + " (expected: 1 to " + MAX + ")");
        }
        if (warning < 0 || warning > MAX) {
            throw new IllegalArgumentException("warning: " + warning + " (expected: 0 to " + MAX + ")");
        }
    }
}
