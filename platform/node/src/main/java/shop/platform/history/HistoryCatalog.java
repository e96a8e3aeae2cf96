package shop.platform.history;

import java.util.List;

/**
 * The types of entities of a service whose events can be looked at. {@link EventsCommand} finds it by {@link java.util.ServiceLoader},
 * so each service names its own in {@code META-INF/services/shop.platform.history.HistoryCatalog}.
 */
public interface HistoryCatalog {
    List<EntityHistory<?, ?>> all();
}
