package shop.platform.limits;

import java.util.List;
import shop.platform.config.CheckedConfig;
import shop.platform.config.ConfigurationCheck;

/** Refuses rates at which a caller would make no call. */
public final class RateCheck implements ConfigurationCheck {
    @Override
    public void check(CheckedConfig checked) {
        for (var callers : List.of("anonymous", "user", "trusted")) {
            checked.atLeastOne("shop.limits.rate." + callers + ".per-second");
            checked.atLeastOne("shop.limits.rate." + callers + ".burst");
        }
        checked.atLeastOne("shop.limits.rate.most-callers");
    }
}
