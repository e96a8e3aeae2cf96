package shop.acceptance.observability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import shop.devstack.ServiceEntry;
import shop.devstack.ServiceList;
import shop.platform.telemetry.Metric;
import shop.platform.telemetry.MetricCatalog;

/** Every metric that is declared, by the platform or by a service of the list. */
final class DeclaredMetrics {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    private DeclaredMetrics() {}

    static List<Metric> all() {
        return Stream.concat(
                        Metric.platform().stream(),
                        ofServices().values().stream().flatMap(List::stream))
                .toList();
    }

    /** Returns what each service declares, by its name, in the order of the list. */
    static Map<String, List<Metric>> ofServices() {
        var metrics = new LinkedHashMap<String, List<Metric>>();
        ServiceList.ofThisProject().all().forEach(service -> metrics.put(service.name(), of(service)));
        return metrics;
    }

    private static List<Metric> of(ServiceEntry service) {
        try {
            var classes =
                    PROJECT.resolve(service.name()).resolve("target/classes").toUri();
            try (var loader = new URLClassLoader(new URL[] {classes.toURL()}, Metric.class.getClassLoader())) {
                return ServiceLoader.load(MetricCatalog.class, loader).stream()
                        .filter(catalog -> isOf(service, catalog.type()))
                        .flatMap(catalog -> catalog.get().all().stream())
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Other services may be on the class path too. */
    private static boolean isOf(ServiceEntry service, Class<?> type) {
        var mainPackage = service.main().substring(0, service.main().lastIndexOf('.') + 1);
        return type.getName().startsWith(mainPackage);
    }
}
