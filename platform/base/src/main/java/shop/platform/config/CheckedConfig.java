package shop.platform.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A configuration and the problems that were found in it. Each problem is one line: the setting, its value, what is expected instead,
 * and never a secret. Not thread-safe.
 */
public final class CheckedConfig {
    private final Config config;
    private final List<String> problems = new ArrayList<>();

    public CheckedConfig(Config config) {
        this.config = config;
    }

    /** Runs a check; a setting that is missing or of another type is a problem, too. */
    public void check(ConfigurationCheck check) {
        try {
            check.check(this);
        } catch (ConfigException e) {
            problems.add(e.getMessage());
        }
    }

    public List<String> problems() {
        return List.copyOf(problems);
    }

    public Config config() {
        return config;
    }

    /** Returns whether it is a node of a developer's machine, which nobody else reaches. */
    public boolean isDev() {
        return config.getString("shop.profile").equals("dev");
    }

    /** Returns whether the network of a developer's node is the system's own. */
    public boolean isPrivateNetwork() {
        return config.getString("shop.dev-network").equals("private");
    }

    public void refuse(String setting, Object value, String expected) {
        problem(setting + ": " + value + " (expected: " + expected + ")");
    }

    /** Adds a problem that is described already. */
    public void problem(String description) {
        problems.add(description);
    }

    public void positive(String setting) {
        if (config.getDuration(setting).compareTo(Duration.ZERO) <= 0) {
            refuse(setting, text(setting), "longer than 0s");
        }
    }

    /** Refuses a duration that is not longer than another setting's. */
    public void longer(String setting, String than) {
        if (config.getDuration(setting).compareTo(config.getDuration(than)) <= 0) {
            refuse(setting, text(setting), "longer than " + than + " = " + text(than));
        }
    }

    public void atLeastOne(String setting) {
        if (config.getInt(setting) < 1) {
            refuse(setting, config.getInt(setting), "at least 1");
        }
    }

    /** Returns a setting as it was written. */
    public String text(String setting) {
        return config.getValue(setting).unwrapped().toString();
    }
}
