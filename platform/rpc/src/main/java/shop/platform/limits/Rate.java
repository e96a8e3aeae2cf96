package shop.platform.limits;

import com.typesafe.config.Config;

/**
 * A long-term rate of calls per second, and a burst after a pause.
 *
 * @param perSecond calls per second, at least 1
 * @param burst maximum number of saved calls, at least 1
 */
record Rate(int perSecond, int burst) {
    Rate {
        if (perSecond < 1 || burst < 1) {
            throw new IllegalArgumentException(
                    "rate: " + perSecond + " a second, " + burst + " at once (expected: > 0)");
        }
    }

    static Rate of(Config config) {
        return new Rate(config.getInt("per-second"), config.getInt("burst"));
    }
}
