package shop.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import shop.console.State.Consumer;
import shop.console.State.Guard;
import shop.console.State.Instance;
import shop.console.State.Measures;
import shop.console.State.Pending;
import shop.console.State.Projection;
import shop.console.State.Service;

/**
 * Puts together what several say of the same nodes: the devstack of its processes, Consul of who is registered, and the nodes of
 * themselves.
 *
 * @param watches by the address of the node's API
 */
record Look(List<Part> parts, List<Registered> registered, Map<String, NodeWatch> watches) {

    /** Every node that anybody knows of, each once: the devstack's in its order, then those that only Consul knows. */
    List<Address> nodes() {
        var nodes = new ArrayList<Address>();
        parts.stream().filter(Part::isNode).map(Part::address).forEach(nodes::add);
        registered.stream()
                .map(Registered::address)
                .filter(address -> nodes.stream().noneMatch(node -> node.api().equals(address.api())))
                .forEach(nodes::add);
        return nodes;
    }

    List<Service> services() {
        var byService = nodes().stream()
                .collect(Collectors.groupingBy(Address::service, LinkedHashMap::new, Collectors.toList()));
        return byService.entrySet().stream()
                .map(entry -> service(entry.getKey(), entry.getValue()))
                .toList();
    }

    private Service service(String name, List<Address> nodes) {
        var watched = nodes.stream().map(this::watch).flatMap(Optional::stream).toList();
        var views = watched.stream()
                .map(NodeWatch::membership)
                .flatMap(Optional::stream)
                .toList();
        return new Service(
                name,
                nodes.stream().map(node -> instance(node, views)).toList(),
                nodes.stream().flatMap(node -> guards(node).stream()).toList(),
                projections(watched),
                consumers(watched),
                pending(watched));
    }

    private Optional<NodeWatch> watch(Address node) {
        return Optional.ofNullable(watches.get(node.api()));
    }

    private Optional<Part> part(Address node) {
        return parts.stream().filter(part -> part.api().equals(node.api())).findFirst();
    }

    private Optional<Registered> registration(Address node) {
        return registered.stream()
                .filter(entry -> entry.address().api().equals(node.api()))
                .findFirst();
    }

    private String name(Address node) {
        return part(node)
                .map(Part::name)
                .or(() -> registration(node).map(Registered::id))
                .orElse(node.api());
    }

    private Instance instance(Address node, List<Membership> views) {
        var watch = watch(node);
        var own = watch.flatMap(NodeWatch::membership);
        var self = own.map(Membership::self).orElse("");
        return new Instance(
                name(node),
                node.api(),
                registration(node).map(Registered::version).orElse(""),
                part(node).orElse(null),
                registration(node).map(Registered::status).orElse("absent"),
                watch.map(NodeWatch::health).orElse("unknown"),
                own.map(Membership::status).orElse(""),
                own.map(view -> view.leader().equals(self)).orElse(false),
                own.map(view -> view.oldest().equals(self)).orElse(false),
                views.stream().anyMatch(view -> view.unreachable().contains(self)),
                watch.map(NodeWatch::shards).orElse(Map.of()),
                watch.flatMap(Look::measures).orElse(null));
    }

    private static Optional<Measures> measures(NodeWatch watch) {
        return watch.metrics()
                .map(metrics -> new Measures(
                        watch.rates().map(NodeWatch.Rates::calls).orElse(null),
                        watch.rates().map(NodeWatch.Rates::errors).orElse(null),
                        watch.rates().map(NodeWatch.Rates::outgoing).orElse(null),
                        metrics.by(MetricName.HEAP, "jvm_memory_type").get("heap"),
                        metrics.total(MetricName.CPU).orElse(null)));
    }

    private List<Guard> guards(Address node) {
        var guards = new ArrayList<Guard>();
        watch(node)
                .map(NodeWatch::dependencies)
                .ifPresent(list -> list.forEach(guard -> guards.add(guard(node, guard))));
        return guards;
    }

    private Guard guard(Address node, JsonNode guard) {
        return new Guard(
                name(node),
                guard.path("target").asText(),
                guard.path("state").asText(),
                guard.path("available").asInt(),
                guard.path("max").asInt());
    }

    /** Every node says the same of them, a moment apart. */
    private static List<Projection> projections(List<NodeWatch> nodes) {
        var events = worst(nodes, metrics -> metrics.by(MetricName.PROJECTION_LAG_EVENTS, "projection"));
        var seconds = worst(nodes, metrics -> metrics.by(MetricName.PROJECTION_LAG_SECONDS, "projection"));
        return events.entrySet().stream()
                .map(lag -> new Projection(lag.getKey(), lag.getValue(), seconds.getOrDefault(lag.getKey(), 0.0)))
                .toList();
    }

    /** Every node consumes partitions of its own. */
    private static List<Consumer> consumers(List<NodeWatch> nodes) {
        var records = merged(nodes, metrics -> metrics.by(MetricName.CONSUMER_LAG, "topic"), Double::sum);
        return records.entrySet().stream()
                .map(lag -> new Consumer(lag.getKey(), lag.getValue()))
                .toList();
    }

    /** Null where nobody counts them. */
    private static Pending pending(List<NodeWatch> nodes) {
        var count = worst(nodes, metrics -> metrics.by(MetricName.ORDERS_PENDING, ""));
        var age = worst(nodes, metrics -> metrics.by(MetricName.ORDERS_PENDING_AGE, ""));
        return count.isEmpty() ? null : new Pending(count.get(""), age.getOrDefault("", 0.0));
    }

    private static Map<String, Double> worst(List<NodeWatch> nodes, Function<Metrics, Map<String, Double>> values) {
        return merged(nodes, values, Math::max);
    }

    private static Map<String, Double> merged(
            List<NodeWatch> nodes, Function<Metrics, Map<String, Double>> values, BinaryOperator<Double> how) {
        var merged = new TreeMap<String, Double>();
        nodes.stream()
                .map(NodeWatch::metrics)
                .flatMap(Optional::stream)
                .map(values)
                .forEach(found -> found.forEach((key, value) -> merged.merge(key, value, how)));
        return merged;
    }
}
