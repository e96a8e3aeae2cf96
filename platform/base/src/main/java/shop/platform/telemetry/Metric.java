package shop.platform.telemetry;

import static shop.platform.telemetry.Emitter.CALLER;
import static shop.platform.telemetry.Emitter.CONSUMER;
import static shop.platform.telemetry.Emitter.EVERY_SERVICE;
import static shop.platform.telemetry.Emitter.ONE_SERVICE;
import static shop.platform.telemetry.Kind.COUNTER;
import static shop.platform.telemetry.Kind.GAUGE;
import static shop.platform.telemetry.Kind.HISTOGRAM;
import static shop.platform.telemetry.Unit.BYTES;
import static shop.platform.telemetry.Unit.NONE;
import static shop.platform.telemetry.Unit.RATIO;
import static shop.platform.telemetry.Unit.SECONDS;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing that a node measures. Here are the metrics of the platform; a service has its own by {@link #ofService} and lists them in
 * a {@link MetricCatalog}. Names and attributes are OpenTelemetry's, and its semantic conventions' where those know the thing. Every
 * attribute has few values, known in advance: none carries an id. {@code docs/telemetry.md} shows them all.
 */
public final class Metric {
    private static final List<Metric> PLATFORM = new ArrayList<>();

    public static final Metric RPC_SERVER_CALL_DURATION = ofPlatform(
            "rpc.server.call.duration",
            HISTOGRAM,
            SECONDS,
            EVERY_SERVICE,
            "duration of calls served over gRPC, gRPC-Web and JSON; a streaming call ends with its last message",
            "rpc.system.name",
            "rpc.method",
            "rpc.response.status_code",
            "error.type");
    public static final Metric CALLS_SHED = ofPlatform(
            "shop.calls.shed",
            COUNTER,
            NONE,
            EVERY_SERVICE,
            "calls rejected because too many were running on the node, or of one method");
    public static final Metric CONNECTIONS_REJECTED = ofPlatform(
            "shop.connections.rejected",
            COUNTER,
            NONE,
            EVERY_SERVICE,
            "connections to the API's port that the node closed, by reason: header_block, frame, idle_frames, window_updates,"
                    + " client_resets, server_resets (floods of HTTP/2), ambiguous_request (request smuggling), renegotiation"
                    + " (TLS 1.2), no_room (too many connections: an idle one was closed for a new one)",
            "reason");
    public static final Metric RPC_CLIENT_CALL_DURATION = ofPlatform(
            "rpc.client.call.duration",
            HISTOGRAM,
            SECONDS,
            CALLER,
            "duration of calls to other services, including retries",
            "rpc.system.name",
            "rpc.method",
            "rpc.response.status_code",
            "error.type");
    public static final Metric BREAKER_STATE = ofPlatform(
            "shop.breaker.state",
            GAUGE,
            NONE,
            CALLER,
            "1 for the circuit breaker's current state, 0 for the other states: closed, open, half_open",
            "target",
            "state");
    public static final Metric BREAKER_TRANSITIONS = ofPlatform(
            "shop.breaker.transitions",
            COUNTER,
            NONE,
            CALLER,
            "state changes of the circuit breaker, by the new state",
            "target",
            "state");
    public static final Metric GUARD_CALLS = ofPlatform(
            "shop.guard.calls",
            COUNTER,
            NONE,
            CALLER,
            "guarded calls that were made, by outcome: succeeded (including rejections by the other service), failed, cancelled",
            "target",
            "outcome");
    public static final Metric GUARD_REJECTIONS = ofPlatform(
            "shop.guard.rejections",
            COUNTER,
            NONE,
            CALLER,
            "guarded calls that were not made, by what rejected them: deadline, bulkhead, breaker",
            "target",
            "reason");
    public static final Metric GUARD_FALLBACKS =
            ofPlatform("shop.guard.fallbacks", COUNTER, NONE, CALLER, "calls answered by the fallback", "target");
    public static final Metric BULKHEAD_IN_USE =
            ofPlatform("shop.bulkhead.in_use", GAUGE, NONE, CALLER, "calls in flight", "target");
    public static final Metric BULKHEAD_MAX =
            ofPlatform("shop.bulkhead.max", GAUGE, NONE, CALLER, "maximum number of calls in flight", "target");
    public static final Metric BULKHEAD_QUEUED =
            ofPlatform("shop.bulkhead.queued", GAUGE, NONE, CALLER, "calls that wait for a free slot", "target");
    public static final Metric RETRY_ATTEMPTS = ofPlatform(
            "shop.retry.attempts",
            COUNTER,
            NONE,
            CALLER,
            "retries; excludes gRPC's transparent retries of calls that never left the process",
            "target");
    public static final Metric RETRY_BUDGET = ofPlatform(
            "shop.retry.budget",
            GAUGE,
            RATIO,
            CALLER,
            "remaining part of the retry budget; there are no retries at 0.5 and below",
            "target");
    public static final Metric PROJECTION_LAG_EVENTS = ofPlatform(
            "shop.projection.lag.events",
            GAUGE,
            NONE,
            EVERY_SERVICE,
            "events in the journal that the projection has not handled; the same on every node",
            "projection");
    public static final Metric PROJECTION_LAG = ofPlatform(
            "shop.projection.lag",
            GAUGE,
            SECONDS,
            EVERY_SERVICE,
            "age of the oldest event that the projection has not handled; the same on every node",
            "projection");
    public static final Metric HORIZON_AGE = ofPlatform(
            "shop.journal.horizon.age",
            GAUGE,
            SECONDS,
            EVERY_SERVICE,
            "age of the oldest write transaction on the database server; projections do not read past it");
    public static final Metric PERSIST_DURATION = ofPlatform(
            "shop.persist.duration",
            HISTOGRAM,
            SECONDS,
            EVERY_SERVICE,
            "time from an entity's decision to persist events until they are stored",
            "entity");
    public static final Metric DB_OPERATION_DURATION = ofPlatform(
            "db.client.operation.duration",
            HISTOGRAM,
            SECONDS,
            EVERY_SERVICE,
            "work on a database connection: write (a batch of events), read (queries, replays)",
            "db.system.name",
            "db.operation.name",
            "error.type");
    public static final Metric DB_CONNECTIONS = ofPlatform(
            "db.client.connection.count",
            GAUGE,
            NONE,
            EVERY_SERVICE,
            "connections of the pool, by state: used, idle",
            "db.client.connection.pool.name",
            "db.client.connection.state");
    public static final Metric DB_CONNECTIONS_MAX = ofPlatform(
            "db.client.connection.max",
            GAUGE,
            NONE,
            EVERY_SERVICE,
            "maximum number of connections in the pool",
            "db.client.connection.pool.name");
    public static final Metric DB_CONNECTIONS_WAITING = ofPlatform(
            "db.client.connection.pending_requests",
            GAUGE,
            NONE,
            EVERY_SERVICE,
            "threads that wait for a connection",
            "db.client.connection.pool.name");
    public static final Metric CONSUMER_LAG = ofPlatform(
            "shop.consumer.lag.records",
            GAUGE,
            NONE,
            CONSUMER,
            "records on the topic that the service has not consumed yet; the same on every node",
            "topic");
    public static final Metric DEAD_LETTERS =
            ofPlatform("shop.dead_letters", COUNTER, NONE, CONSUMER, "records sent to the dead-letter topic", "topic");
    public static final Metric IDEMPOTENT_REPLAYS = ofPlatform(
            "shop.idempotent_replays",
            COUNTER,
            NONE,
            EVERY_SERVICE,
            "repeated requests that were answered from memory",
            "entity");
    public static final Metric ENTITIES_ACTIVE =
            ofPlatform("shop.entities.active", GAUGE, NONE, EVERY_SERVICE, "entities in memory on this node", "entity");
    public static final Metric ENTITIES_STOPPED = ofPlatform(
            "shop.entities.passivated",
            COUNTER,
            NONE,
            EVERY_SERVICE,
            "entities that left memory because they were idle, over the limit, or moved with their shard",
            "entity");
    public static final Metric ENTITY_ASKS_REPEATED = ofPlatform(
            "shop.entity.asks.repeated",
            COUNTER,
            NONE,
            EVERY_SERVICE,
            "messages sent again to entities that did not answer, because a shard moves or is stuck",
            "entity");
    public static final Metric CLUSTER_MEMBERS = ofPlatform(
            "shop.cluster.members",
            GAUGE,
            NONE,
            EVERY_SERVICE,
            "members of the cluster as this node sees it, by status: up, joining, leaving, …",
            "status");
    public static final Metric CLUSTER_UNREACHABLE = ofPlatform(
            "shop.cluster.unreachable", GAUGE, NONE, EVERY_SERVICE, "members that this node's cluster cannot reach");
    public static final Metric CLUSTER_SHARDS =
            ofPlatform("shop.cluster.shards", GAUGE, NONE, EVERY_SERVICE, "shards on this node", "entity");
    public static final Metric COORDINATOR_AGE = ofPlatform(
            "shop.cluster.coordinator.age",
            GAUGE,
            SECONDS,
            EVERY_SERVICE,
            "time since the shard coordinator, a singleton on the oldest node, last acknowledged this node",
            "entity");
    public static final Metric NODE_READY =
            ofPlatform("shop.node.ready", GAUGE, NONE, EVERY_SERVICE, "1 while the node takes traffic, else 0");
    public static final Metric DISCOVERY_AGE = ofPlatform(
            "shop.discovery.age",
            GAUGE,
            SECONDS,
            CALLER,
            "time since the last successful discovery of the service",
            "target");
    public static final Metric CERTIFICATE_EXPIRY = ofPlatform(
            "shop.certificate.expiry",
            GAUGE,
            SECONDS,
            EVERY_SERVICE,
            "time until the node's certificate expires; absent without TLS");
    public static final Metric AUDIT_FAILURES =
            ofPlatform("shop.audit.failures", COUNTER, NONE, EVERY_SERVICE, "audit entries that could not be written");
    public static final Metric JVM_MEMORY_USED = ofPlatform(
            "jvm.memory.used",
            GAUGE,
            BYTES,
            EVERY_SERVICE,
            "memory in use, by type: heap, non_heap",
            "jvm.memory.type");
    public static final Metric JVM_MEMORY_LIMIT =
            ofPlatform("jvm.memory.limit", GAUGE, BYTES, EVERY_SERVICE, "maximum heap size", "jvm.memory.type");
    public static final Metric JVM_MEMORY_AFTER_GC = ofPlatform(
            "jvm.memory.used_after_last_gc",
            GAUGE,
            BYTES,
            EVERY_SERVICE,
            "heap in use after the last garbage collection",
            "jvm.memory.type");
    public static final Metric JVM_GC_DURATION =
            ofPlatform("jvm.gc.duration", HISTOGRAM, SECONDS, EVERY_SERVICE, "garbage collections", "jvm.gc.name");
    public static final Metric JVM_THREADS = ofPlatform("jvm.thread.count", GAUGE, NONE, EVERY_SERVICE, "threads");
    public static final Metric JVM_CPU = ofPlatform(
            "jvm.cpu.recent_utilization", GAUGE, RATIO, EVERY_SERVICE, "fraction of CPU used by this process");

    private final String otelName;
    private final Kind kind;
    private final Unit unit;
    private final Emitter emitter;
    private final String meaning;
    private final List<String> attributes;

    private Metric(String otelName, Kind kind, Unit unit, Emitter emitter, String meaning, String... attributes) {
        this.otelName = otelName;
        this.kind = kind;
        this.unit = unit;
        this.emitter = emitter;
        this.meaning = meaning;
        this.attributes = List.of(attributes);
    }

    /**
     * Declares a metric of one service.
     *
     * @param otelName begins with {@code shop.}
     * @param meaning one line
     * @param attributes OpenTelemetry's names of all that there can be
     */
    public static Metric ofService(String otelName, Kind kind, Unit unit, String meaning, String... attributes) {
        return new Metric(otelName, kind, unit, ONE_SERVICE, meaning, attributes);
    }

    private static Metric ofPlatform(
            String otelName, Kind kind, Unit unit, Emitter emitter, String meaning, String... attributes) {
        var metric = new Metric(otelName, kind, unit, emitter, meaning, attributes);
        PLATFORM.add(metric);
        return metric;
    }

    /** Returns the metrics of the platform, in the order in which the document shows them. */
    public static List<Metric> platform() {
        return List.copyOf(PLATFORM);
    }

    /** As OpenTelemetry names it. */
    public String otelName() {
        return otelName;
    }

    public Kind kind() {
        return kind;
    }

    public Unit unit() {
        return unit;
    }

    /** Whose nodes have it. */
    public Emitter emitter() {
        return emitter;
    }

    /** One line. */
    public String meaning() {
        return meaning;
    }

    /** OpenTelemetry's names of the attributes, all that there can be. */
    public List<String> attributes() {
        return attributes;
    }

    /**
     * As Prometheus names it and queries want it, such as {@code shop_breaker_transitions_total}. A histogram has this name with
     * {@code _bucket}, {@code _sum} and {@code _count}.
     */
    public String prometheusName() {
        var name = underscores(otelName) + unit.suffix();
        return kind == Kind.COUNTER ? name + "_total" : name;
    }

    /** As Prometheus names the attributes; besides there is {@code service_name} on every metric. */
    public List<String> labels() {
        return attributes.stream().map(Metric::underscores).toList();
    }

    private static String underscores(String name) {
        return name.replace('.', '_');
    }

    @Override
    public String toString() {
        return otelName;
    }
}
