package shop.rollout;

import java.time.Duration;
import java.util.Map;

/** How the versions of a service have served their calls, in some time until now. */
interface Measurements {
    /**
     * @param failed by version, with failed calls counted as bad
     * @param slow by version, with slow calls counted as bad
     */
    record Calls(Map<String, Sample> failed, Map<String, Sample> slow) {}

    /** @throws java.io.UncheckedIOException or {@link IllegalStateException} if they cannot be had now */
    Calls last(Duration window);
}
