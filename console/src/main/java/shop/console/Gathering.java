package shop.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Asks everybody about the system once a second, and about orders twice, while anybody looks at the feed, and publishes there what it learns. */
final class Gathering implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long PUBLISHED_EVERY_MS = 250;

    private final Settings settings;
    private final Peers peers;
    private final Feed feed;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "gathering");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, NodeWatch> watches = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final Poll<List<Part>> parts;
    private final Poll<List<Registered>> registered;
    private final Poll<JsonNode> orders;
    private final Poll<JsonNode> pending;
    private final Poll<JsonNode> users;
    private final Poll<List<Trace>> traces;
    private final Poll<JsonNode> audit;

    private Gathering(Settings settings, Peers peers, Feed feed) {
        this.settings = settings;
        this.peers = peers;
        this.feed = feed;
        parts = poll(() -> control("/parts").thenApply(Part::read), Poll.INTERVAL);
        registered = Poll.start(this::askConsul, feed::isWatched, timer);
        orders = poll(() -> list("order-service", "/v1/orders?page_size=60", "orders"), Poll.BRISK);
        pending = poll(
                () -> list("order-service", "/v1/orders?status=ORDER_STATUS_PENDING&page_size=30", "orders"),
                Poll.BRISK);
        users = poll(() -> list("user-service", "/v1/users?page_size=200", "users"), Poll.INTERVAL);
        traces = poll(this::askTraces, Poll.INTERVAL);
        audit = poll(() -> control("/audit"), Poll.INTERVAL);
    }

    static Gathering start(Settings settings, Peers peers, Feed feed) {
        var gathering = new Gathering(settings, peers, feed);
        gathering.timer.scheduleWithFixedDelay(
                gathering::publish, PUBLISHED_EVERY_MS, PUBLISHED_EVERY_MS, TimeUnit.MILLISECONDS);
        return gathering;
    }

    private <T> Poll<T> poll(Supplier<CompletableFuture<T>> question, Duration interval) {
        return Poll.start(question, feed::isWatched, timer, Poll.KEPT, interval);
    }

    private CompletableFuture<JsonNode> control(String path) {
        return settings.control()
                .map(control -> peers.ask(control.uri().resolve(path), "Authorization", "Bearer " + control.token())
                        .thenApply(answer -> answer.required().json()))
                .orElseGet(() -> CompletableFuture.failedFuture(new IllegalStateException("no devstack")));
    }

    private CompletableFuture<List<Trace>> askTraces() {
        return settings.traces()
                .map(store -> peers.ask(store.resolve("/traces"))
                        .thenApply(answer -> Trace.read(answer.required().json())))
                .orElseGet(() -> CompletableFuture.failedFuture(new IllegalStateException("no trace store")));
    }

    /** All services but Consul itself. */
    private CompletableFuture<List<Registered>> askConsul() {
        if (settings.consul().isEmpty()) {
            return CompletableFuture.failedFuture(new IllegalStateException("no Consul"));
        }
        var consul = settings.consul().get();
        return consul(consul, "/v1/catalog/services").thenCompose(services -> {
            var all = CompletableFuture.completedFuture(new ArrayList<Registered>());
            for (var name : (Iterable<String>) services::fieldNames) {
                if (!name.equals("consul")) {
                    all = all.thenCombine(consul(consul, "/v1/health/service/" + name), (found, entries) -> {
                        found.addAll(Registered.read(entries));
                        return found;
                    });
                }
            }
            return all.thenApply(List::copyOf);
        });
    }

    private CompletableFuture<JsonNode> consul(URI consul, String path) {
        return peers.ask(consul.resolve(path))
                .thenApply(answer -> answer.required().json());
    }

    private CompletableFuture<JsonNode> list(String service, String path, String field) {
        return serving(service)
                .map(node -> peers.askApi(node.api(), path)
                        .thenApply(answer -> answer.required().json().path(field)))
                .orElseGet(
                        () -> CompletableFuture.failedFuture(new IllegalStateException(service + ": nobody serves")));
    }

    /** A node of the service that takes traffic, each in turn; empty when there is none. */
    Optional<Address> serving(String service) {
        var ready = watches.values().stream()
                .filter(watch -> watch.address().service().equals(service))
                .filter(watch -> watch.health().equals("serving"))
                .map(NodeWatch::address)
                .sorted(Comparator.comparing(Address::api))
                .toList();
        return ready.isEmpty()
                ? Optional.empty()
                : Optional.of(ready.get(Math.floorMod(turn.getAndIncrement(), ready.size())));
    }

    private void publish() {
        if (!feed.isWatched()) {
            return;
        }
        try {
            var look =
                    new Look(parts.last().orElse(List.of()), registered.last().orElse(List.of()), watches);
            watch(look.nodes());
            feed.publish(MAPPER.writeValueAsString(state(look)));
        } catch (JsonProcessingException | RuntimeException e) {
            // Thrown on, it would be the last thing that this timer ever does.
            System.err.println("The state of the system cannot be read: " + e);
        }
    }

    /** Those that were known when Consul or the devstack could be asked stay known while they cannot. */
    private void watch(List<Address> nodes) {
        nodes.forEach(node -> watches.computeIfAbsent(
                node.api(),
                api -> new NodeWatch(
                        node,
                        peers,
                        settings.entities().getOrDefault(node.service(), List.of()),
                        feed::isWatched,
                        timer)));
        var complete = parts.last().isPresent() == settings.control().isPresent()
                && registered.last().isPresent() == settings.consul().isPresent();
        if (complete) {
            watches.values().removeIf(watch -> {
                var gone = nodes.stream()
                        .noneMatch(node -> node.api().equals(watch.address().api()));
                if (gone) {
                    watch.end();
                }
                return gone;
            });
        }
    }

    private State state(Look look) {
        return new State(
                settings.control().isPresent(),
                discovery(),
                peers.canManage(),
                peers.scheme(),
                look.parts().stream().filter(part -> !part.isNode()).toList(),
                look.services(),
                orders().orElse(null),
                users.last().orElse(null),
                traces.last().orElse(null),
                audit.last().orElse(null));
    }

    private String discovery() {
        if (settings.consul().isEmpty()) {
            return "none";
        }
        return registered.last().isPresent() ? "consul" : "silent";
    }

    /** The newest, and after them those PENDING that are older. */
    private Optional<JsonNode> orders() {
        return orders.last().map(newest -> {
            ArrayNode all = MAPPER.createArrayNode();
            newest.forEach(all::add);
            var ids = newest.findValuesAsText("id");
            pending.last()
                    .ifPresent(list -> list.forEach(order -> {
                        if (!ids.contains(order.path("id").asText())) {
                            all.add(order);
                        }
                    }));
            return all;
        });
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
