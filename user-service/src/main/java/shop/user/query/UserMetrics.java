package shop.user.query;

import static shop.platform.telemetry.Kind.GAUGE;
import static shop.platform.telemetry.Unit.NONE;

import java.util.List;
import shop.platform.telemetry.Metric;
import shop.platform.telemetry.MetricCatalog;

/** What user-service measures besides what every service does. */
public final class UserMetrics implements MetricCatalog {
    static final Metric EMAILS_SHARED = Metric.ofService(
            "shop.emails.shared",
            GAUGE,
            NONE,
            "users who have an e-mail address that another user has as well; the same on every node");

    @Override
    public List<Metric> all() {
        return List.of(EMAILS_SHARED);
    }
}
