package shop.discovery.consul;

import java.util.Locale;

/** What Consul knows of a health check, from best to worst; an instance is as well as the worst of its checks. */
public enum CheckStatus {
    PASSING,
    WARNING,
    CRITICAL;

    /** Reads Consul's word; a word that is not known counts as critical. */
    public static CheckStatus parse(String word) {
        return switch (word) {
            case "passing" -> PASSING;
            case "warning" -> WARNING;
            default -> CRITICAL;
        };
    }

    /** Consul's word. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public CheckStatus worse(CheckStatus other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
