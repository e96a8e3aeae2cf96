package shop.platform.grpc;

import com.typesafe.config.Config;

/** What a node shows to developers: by default everywhere but in production. */
public final class OutsideProduction {
    private OutsideProduction() {}

    /**
     * Returns whether it is shown, by a setting that is {@code auto}, {@code on} or {@code off}.
     *
     * @throws IllegalArgumentException for any other value
     */
    public static boolean isOn(Config root, String setting) {
        var configured = root.getString(setting);
        return switch (configured) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            case "auto" -> !root.getString("shop.profile").equals("production");
            default -> throw new IllegalArgumentException(setting + ": " + configured + " (expected: auto, on or off)");
        };
    }
}
