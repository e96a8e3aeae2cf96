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
    private final Address address;
    private final Peers peers;
    private final List<String> entities;
    private final Poll<Answer> health;
    private final Poll<Membership> membership;
    private final Poll<Map<String, Shards>> shards;
    private final Poll<Scrapes> metrics;
    private volatile Optional<Scrape> lastScrape = Optional.empty();

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

    /** The last two; twice the same at first. */
    private record Scrapes(Scrape now, Scrape before) {}

    /** @param entities types of entities of the node's service */
    NodeWatch(
            Address address,
            Peers peers,
            List<String> entities,
            BooleanSupplier wanted,
            ScheduledExecutorService timer) {
        this.address = address;
        this.peers = peers;
        this.entities = entities;
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
        return peers.askManagement(address, path)
                .thenApply(answer -> answer.required().json());
    }

    private CompletableFuture<Map<String, Shards>> askShards() {
        var result = CompletableFuture.<Map<String, Shards>>completedFuture(new LinkedHashMap<>());
        for (var type : entities) {
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

    private CompletableFuture<Scrapes> scrape() {
        return peers.askManagement(address, "/metrics").thenApply(answer -> {
            var now = new Scrape(Metrics.parse(answer.required().body()), System.nanoTime());
            var scrapes = new Scrapes(now, lastScrape.orElse(now));
            lastScrape = Optional.of(now);
            return scrapes;
        });
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
        return metrics.last().map(scrapes -> scrapes.now().metrics());
    }

    /** Between the last two scrapes. */
    Optional<Rates> rates() {
        return metrics.last().map(scrapes -> {
            var now = scrapes.now().metrics();
            var before = scrapes.before().metrics();
            var passed =
                    Duration.ofNanos(scrapes.now().nanoTime() - scrapes.before().nanoTime());
            return new Rates(
                    now.callRate(before, passed), now.errorRate(before, passed), now.outgoingRate(before, passed));
        });
    }
}
