package shop.platform.limits;

import com.typesafe.config.Config;

/**
 * So many calls a second in the long run, and so many at once after a pause.
 *
 * @param perSecond calls that are earned in a second, at least 1
 * @param burst calls that can be saved up, at least 1
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
