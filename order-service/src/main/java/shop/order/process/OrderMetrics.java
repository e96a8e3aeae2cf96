package shop.order.process;

import static shop.platform.telemetry.Kind.GAUGE;
import static shop.platform.telemetry.Unit.NONE;
import static shop.platform.telemetry.Unit.SECONDS;

import java.util.List;
import shop.platform.telemetry.Metric;
import shop.platform.telemetry.MetricCatalog;

/** What order-service measures besides what every service does. */
public final class OrderMetrics implements MetricCatalog {
    static final Metric PENDING =
            Metric.ofService("shop.orders.pending", GAUGE, NONE, "orders in status PENDING; the same on every node");
    static final Metric PENDING_AGE = Metric.ofService(
            "shop.orders.pending.oldest.age",
            GAUGE,
            SECONDS,
            "age of the oldest PENDING order, 0 without one; the same on every node");

    @Override
    public List<Metric> all() {
        return List.of(PENDING, PENDING_AGE);
    }
}
