package shop.platform.telemetry;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * What a service measures besides what every service does. {@link Telemetry} finds it by {@link ServiceLoader}, so each service names
 * its own in {@code META-INF/services/shop.platform.telemetry.MetricCatalog}, and measures nothing that is not in it.
 */
public interface MetricCatalog {
    List<Metric> all();

    /** Returns the metrics of the services on a class path. */
    static Stream<Metric> ofServices(ClassLoader classes) {
        return ServiceLoader.load(MetricCatalog.class, classes).stream()
                .flatMap(catalog -> catalog.get().all().stream());
    }
}
