package shop.platform.limits;

import com.typesafe.config.Config;

/**
 * The settings under {@code shop.limits.rate}; what each means is said in {@code shop-limits.conf}.
 *
 * @param mostCallers how many callers are remembered
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
