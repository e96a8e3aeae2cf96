package shop.platform.projection;

import java.util.List;

/**
 * The resettable parts of a service. {@link ProjectionCommand} finds it by {@link java.util.ServiceLoader}, so each
 * service names its own in {@code META-INF/services/shop.platform.projection.ProjectionCatalog}.
 */
public interface ProjectionCatalog {
    List<Resettable> all();
}
