package shop.platform.config;

import java.util.List;
import java.util.ServiceLoader;

/**
 * Refuses settings of one package with which a node must not start. A node finds every one on its class path by {@link ServiceLoader},
 * so each module names its own in {@code META-INF/services/shop.platform.config.ConfigurationCheck}.
 */
@FunctionalInterface
public interface ConfigurationCheck {
    void check(CheckedConfig config);

    /** Returns the checks of the modules on a class path. */
    static List<ConfigurationCheck> ofModules(ClassLoader classes) {
        return ServiceLoader.load(ConfigurationCheck.class, classes).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
