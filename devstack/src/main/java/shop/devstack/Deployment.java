package shop.devstack;

import java.util.HashMap;
import java.util.Map;

/**
 * What a node runs.
 *
 * @param environment added to the node's own, such as {@code SHOP_APP_VERSION}
 */
public record Deployment(Release release, Map<String, String> environment) {
    /** This build, without a version. */
    public static final Deployment FIRST = new Deployment(Release.BUILT, Map.of());

    public Deployment {
        environment = Map.copyOf(environment);
    }

    /** @param version strictly increasing from one deployment to the next, roll-backs included */
    public static Deployment of(Release release, String version) {
        return new Deployment(release, Map.of("SHOP_APP_VERSION", version));
    }

    /** This build. */
    public static Deployment of(String version) {
        return of(Release.BUILT, version);
    }

    /** The same, with one more variable in the environment of the node. */
    public Deployment with(String name, String value) {
        var more = new HashMap<>(environment);
        more.put(name, value);
        return new Deployment(release, more);
    }
}
