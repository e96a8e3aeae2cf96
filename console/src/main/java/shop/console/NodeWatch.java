package shop.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;

/** Looks at one node, all the time that somebody wants to know: its health, its cluster, its shards, its metrics. */
final class NodeWatch {
    /** Management does not list them. */
    private static final Map<String, List<String>> ENTITIES =
            Map.of("user-service", List.of("User", "EmailAddress"), "order-service", List.of("Order"));

    private final Address address;
    private final Peers peers;
    private final Poll<Answer> health;
    private final Poll<Membership> membership;
    private final Poll<Map<String, Shards>> shards;
    private final Poll<Scrape> metrics;
    private volatile Scrape before; // the last scrape but one; null until there are two

    /** @param count of shards of one type of entity on the node, with so many entities in memory */
    record Shards(int count, int entities) {}

    /**
     * A second.
     *
     * @param calls served
     * @param errors of them, by the node's own fault
     * @param outgoing calls to other services
     */
    record Rates(double calls, double errors, double outgoing) {}

    private record Scrape(Metrics metrics, long nanoTime) {}

    NodeWatch(Address address, Peers peers, BooleanSupplier wanted, ScheduledExecutorService timer) {
        this.address = address;
        this.peers = peers;
        health = Poll.start(() -> peers.askApi(address.api(), "/health"), wanted, timer);
        BooleanSupplier manageable = () -> wanted.getAsBoolean()
                && peers.canManage()
                && !address.management().isEmpty();
        membership = Poll.start(() -> manage("/cluster/members").thenApply(Membership::read), manageable, timer);
        shards = Poll.start(this::askShards, manageable, timer);
        metrics = Poll.start(this::scrape, manageable, timer);
    }

    Address address() {
        return address;
    }

    void end() {
        List.of(health, membership, shards, metrics).forEach(Poll::end);
    }

    private CompletableFuture<JsonNode> manage(String path) {
        return peers.askManagement(address, path).thenApply(answer -> {
            if (!answer.isOk()) {
                throw new IllegalStateException(path + ": " + answer.status() + " (expected: 200)");
            }
            return answer.json();
        });
    }

    private CompletableFuture<Map<String, Shards>> askShards() {
        var result = CompletableFuture.<Map<String, Shards>>completedFuture(new LinkedHashMap<>());
        for (var type : ENTITIES.getOrDefault(address.service(), List.of())) {
            result = result.thenCombine(peers.askManagement(address, "/cluster/shards/" + type), (all, regions) -> {
                if (regions.isOk()) {
                    all.put(type, count(regions.json().path("regions")));
                }
                return all;
            });
        }
        return result;
    }

    private static Shards count(JsonNode regions) {
        var entities = 0;
        for (var shard : regions) {
            entities += shard.path("numEntities").asInt();
        }
        return new Shards(regions.size(), entities);
    }

    private CompletableFuture<Scrape> scrape() {
        return peers.askManagement(address, "/metrics").thenApply(answer -> {
            if (!answer.isOk()) {
                throw new IllegalStateException("/metrics: " + answer.status() + " (expected: 200)");
            }
            before = lastScrape().orElse(null);
            return new Scrape(Metrics.parse(answer.body()), System.nanoTime());
        });
    }

    private Optional<Scrape> lastScrape() {
        return metrics == null ? Optional.empty() : metrics.last();
    }

    /** {@code serving}, {@code not-serving}, {@code silent} when nobody answers, or {@code unknown} before anybody was asked. */
    String health() {
        return health.last()
                .map(answer -> answer.isOk() ? "serving" : "not-serving")
                .orElse(health.isTried() ? "silent" : "unknown");
    }

    /** How the services stand that the node calls. */
    JsonNode dependencies() {
        return health.last().map(answer -> answer.json().path("dependencies")).orElseGet(MissingNode::getInstance);
    }

    Optional<Membership> membership() {
        return membership.last();
    }

    /** By the type of the entities. */
    Map<String, Shards> shards() {
        return shards.last().orElse(Map.of());
    }

    Optional<Metrics> metrics() {
        return metrics.last().map(Scrape::metrics);
    }

    /** Between the last two scrapes. */
    Optional<Rates> rates() {
        var earlier = before;
        return lastScrape().filter(now -> earlier != null).map(now -> {
            var passed = Duration.ofNanos(now.nanoTime() - earlier.nanoTime());
            return new Rates(
                    now.metrics().callRate(earlier.metrics(), passed),
                    now.metrics().errorRate(earlier.metrics(), passed),
                    now.metrics().outgoingRate(earlier.metrics(), passed));
        });
    }
}
