package shop.platform.limits;

import com.typesafe.config.Config;

/**
 * The settings under {@code shop.limits.rate}; {@code shop-limits.conf} explains each.
 *
 * @param mostCallers maximum number of remembered callers
 */
record RateSettings(Rate anonymous, Rate user, Rate trusted, int mostCallers) {
    static RateSettings of(Config root) {
        var rate = root.getConfig("shop.limits.rate");
        return new RateSettings(
                Rate.of(rate.getConfig("anonymous")),
                Rate.of(rate.getConfig("user")),
                Rate.of(rate.getConfig("trusted")),
                rate.getInt("most-callers"));
    }
}
