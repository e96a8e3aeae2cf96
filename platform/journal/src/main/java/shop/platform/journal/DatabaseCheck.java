package shop.platform.journal;

import shop.platform.config.CheckedConfig;
import shop.platform.config.ConfigurationCheck;

/** Refuses a node that does not know its database. */
public final class DatabaseCheck implements ConfigurationCheck {
    @Override
    public void check(CheckedConfig checked) {
        var url =
                checked.config().hasPath("shop.database.url") ? checked.config().getString("shop.database.url") : "";
        if (url.isEmpty()) {
            checked.refuse("shop.database.url", "empty", "jdbc:postgresql://host:port/database; set SHOP_DATABASE_URL");
        } else if (!url.startsWith("jdbc:postgresql:")) {
            checked.problem(
                    "shop.database.url: not shown (expected: to begin with jdbc:postgresql:; set SHOP_DATABASE_URL)");
        }
    }
}
