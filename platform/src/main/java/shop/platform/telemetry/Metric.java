package shop.platform.telemetry;

import static shop.platform.telemetry.Emitter.EVERY_SERVICE;
import static shop.platform.telemetry.Emitter.ORDER_SERVICE;
import static shop.platform.telemetry.Emitter.USER_SERVICE;
import static shop.platform.telemetry.Kind.COUNTER;
import static shop.platform.telemetry.Kind.GAUGE;
import static shop.platform.telemetry.Kind.HISTOGRAM;
import static shop.platform.telemetry.Unit.BYTES;
import static shop.platform.telemetry.Unit.NONE;
import static shop.platform.telemetry.Unit.RATIO;
import static shop.platform.telemetry.Unit.SECONDS;

import java.util.List;

/**
 * Every metric that a node has; there is none besides. Names and attributes are OpenTelemetry's, and its semantic conventions'
 * where those know the thing. Every attribute has few values, known in advance: none carries an id. {@code docs/telemetry.md}
 * is made from this.
 */
public enum Metric {
    RPC_SERVER_CALL_DURATION(
            "rpc.server.call.duration",
            HISTOGRAM,
            SECONDS,
            EVERY_SERVICE,
            "duration of calls served over gRPC, gRPC-Web and JSON; a streaming call ends with its last message",
            "rpc.system.name",
            "rpc.method",
            "rpc.response.status_code",
            "error.type"),
    CALLS_SHED(
            "shop.calls.shed",
            COUNTER,
            NONE,
            EVERY_SERVICE,
            "calls rejected because too many were running on the node, or of one method"),
    RPC_CLIENT_CALL_DURATION(
            "rpc.client.call.duration",
            HISTOGRAM,
            SECONDS,
            ORDER_SERVICE,
            "duration of calls to other services, including retries",
            "rpc.system.name",
            "rpc.method",
            "rpc.response.status_code",
            "error.type"),

    BREAKER_STATE(
            "shop.breaker.state",
            GAUGE,
            NONE,
            ORDER_SERVICE,
            "1 for the circuit breaker's current state, 0 for the other states: closed, open, half_open",
            "target",
            "state"),
    BREAKER_TRANSITIONS(
            "shop.breaker.transitions",
            COUNTER,
            NONE,
            ORDER_SERVICE,
            "state changes of the circuit breaker, by the new state",
            "target",
            "state"),
    GUARD_CALLS(
            "shop.guard.calls",
            COUNTER,
            NONE,
            ORDER_SERVICE,
            "guarded calls that were made, by outcome: succeeded (including rejections by the other service), failed, cancelled",
            "target",
            "outcome"),
    GUARD_REJECTIONS(
            "shop.guard.rejections",
            COUNTER,
            NONE,
            ORDER_SERVICE,
            "guarded calls that were not made, by what rejected them: deadline, bulkhead, breaker",
            "target",
            "reason"),
    GUARD_FALLBACKS("shop.guard.fallbacks", COUNTER, NONE, ORDER_SERVICE, "calls answered by the fallback", "target"),
    BULKHEAD_IN_USE("shop.bulkhead.in_use", GAUGE, NONE, ORDER_SERVICE, "calls in flight", "target"),
    BULKHEAD_MAX("shop.bulkhead.max", GAUGE, NONE, ORDER_SERVICE, "maximum number of calls in flight", "target"),
    BULKHEAD_QUEUED("shop.bulkhead.queued", GAUGE, NONE, ORDER_SERVICE, "calls that wait for a free slot", "target"),
    RETRY_ATTEMPTS(
            "shop.retry.attempts",
            COUNTER,
            NONE,
            ORDER_SERVICE,
            "retries; excludes gRPC's transparent retries of calls that never left the process",
            "target"),
    RETRY_BUDGET(
            "shop.retry.budget",
            GAUGE,
            RATIO,
            ORDER_SERVICE,
            "remaining part of the retry budget; there are no retries at 0.5 and below",
            "target"),

    PROJECTION_LAG_EVENTS(
            "shop.projection.lag.events",
            GAUGE,
            NONE,
            EVERY_SERVICE,
            "events in the journal that the projection has not handled; the same on every node",
            "projection"),
    PROJECTION_LAG(
            "shop.projection.lag",
            GAUGE,
            SECONDS,
            EVERY_SERVICE,
            "age of the oldest event that the projection has not handled; the same on every node",
            "projection"),
    HORIZON_AGE(
            "shop.journal.horizon.age",
            GAUGE,
            SECONDS,
            EVERY_SERVICE,
            "age of the oldest write transaction on the database server; projections do not read past it"),
    PERSIST_DURATION(
            "shop.persist.duration",
            HISTOGRAM,
            SECONDS,
            EVERY_SERVICE,
            "time from an entity's decision to persist events until they are stored",
            "entity"),
    DB_OPERATION_DURATION(
            "db.client.operation.duration",
            HISTOGRAM,
            SECONDS,
            EVERY_SERVICE,
            "work on a database connection: write (a batch of events), read (queries, replays)",
            "db.system.name",
            "db.operation.name",
            "error.type"),
    DB_CONNECTIONS(
            "db.client.connection.count",
            GAUGE,
            NONE,
            EVERY_SERVICE,
            "connections of the pool, by state: used, idle",
            "db.client.connection.pool.name",
            "db.client.connection.state"),
    DB_CONNECTIONS_MAX(
            "db.client.connection.max",
            GAUGE,
            NONE,
            EVERY_SERVICE,
            "maximum number of connections in the pool",
            "db.client.connection.pool.name"),
    DB_CONNECTIONS_WAITING(
            "db.client.connection.pending_requests",
            GAUGE,
            NONE,
            EVERY_SERVICE,
            "threads that wait for a connection",
            "db.client.connection.pool.name"),

    CONSUMER_LAG(
            "shop.consumer.lag.records",
            GAUGE,
            NONE,
            ORDER_SERVICE,
            "records on the topic that the service has not consumed yet; the same on every node",
            "topic"),
    DEAD_LETTERS("shop.dead_letters", COUNTER, NONE, ORDER_SERVICE, "records sent to the dead-letter topic", "topic"),

    ORDERS_PENDING(
            "shop.orders.pending", GAUGE, NONE, ORDER_SERVICE, "orders in status PENDING; the same on every node"),
    ORDERS_PENDING_AGE(
            "shop.orders.pending.oldest.age",
            GAUGE,
            SECONDS,
            ORDER_SERVICE,
            "age of the oldest PENDING order, 0 without one; the same on every node"),
    IDEMPOTENT_REPLAYS(
            "shop.idempotent_replays",
            COUNTER,
            NONE,
            EVERY_SERVICE,
            "repeated requests that were answered from memory",
            "entity"),

    EMAILS_SHARED(
            "shop.emails.shared",
            GAUGE,
            NONE,
            USER_SERVICE,
            "users who have an e-mail address that another user has as well; the same on every node"),

    ENTITIES_ACTIVE("shop.entities.active", GAUGE, NONE, EVERY_SERVICE, "entities in memory on this node", "entity"),
    ENTITIES_STOPPED(
            "shop.entities.passivated",
            COUNTER,
            NONE,
            EVERY_SERVICE,
            "entities that left memory because they were idle, over the limit, or moved with their shard",
            "entity"),
    ENTITY_ASKS_REPEATED(
            "shop.entity.asks.repeated",
            COUNTER,
            NONE,
            EVERY_SERVICE,
            "messages sent again to entities that did not answer, because a shard moves or is stuck",
            "entity"),

    CLUSTER_MEMBERS(
            "shop.cluster.members",
            GAUGE,
            NONE,
            EVERY_SERVICE,
            "members of the cluster as this node sees it, by status: up, joining, leaving, …",
            "status"),
    CLUSTER_UNREACHABLE(
            "shop.cluster.unreachable", GAUGE, NONE, EVERY_SERVICE, "members that this node's cluster cannot reach"),
    CLUSTER_SHARDS("shop.cluster.shards", GAUGE, NONE, EVERY_SERVICE, "shards on this node", "entity"),
    COORDINATOR_AGE(
            "shop.cluster.coordinator.age",
            GAUGE,
            SECONDS,
            EVERY_SERVICE,
            "time since the shard coordinator, a singleton on the oldest node, last acknowledged this node",
            "entity"),
    NODE_READY("shop.node.ready", GAUGE, NONE, EVERY_SERVICE, "1 while the node takes traffic, else 0"),
    DISCOVERY_AGE(
            "shop.discovery.age",
            GAUGE,
            SECONDS,
            ORDER_SERVICE,
            "time since the last successful discovery of the service",
            "target"),
    CERTIFICATE_EXPIRY(
            "shop.certificate.expiry",
            GAUGE,
            SECONDS,
            EVERY_SERVICE,
            "time until the node's certificate expires; absent without TLS"),
    AUDIT_FAILURES("shop.audit.failures", COUNTER, NONE, EVERY_SERVICE, "audit entries that could not be written"),

    JVM_MEMORY_USED(
            "jvm.memory.used",
            GAUGE,
            BYTES,
            EVERY_SERVICE,
            "memory in use, by type: heap, non_heap",
            "jvm.memory.type"),
    JVM_MEMORY_LIMIT("jvm.memory.limit", GAUGE, BYTES, EVERY_SERVICE, "maximum heap size", "jvm.memory.type"),
    JVM_MEMORY_AFTER_GC(
            "jvm.memory.used_after_last_gc",
            GAUGE,
            BYTES,
            EVERY_SERVICE,
            "heap in use after the last garbage collection",
            "jvm.memory.type"),
    JVM_GC_DURATION("jvm.gc.duration", HISTOGRAM, SECONDS, EVERY_SERVICE, "garbage collections", "jvm.gc.name"),
    JVM_THREADS("jvm.thread.count", GAUGE, NONE, EVERY_SERVICE, "threads"),
    JVM_CPU("jvm.cpu.recent_utilization", GAUGE, RATIO, EVERY_SERVICE, "fraction of CPU used by this process");

    private final String otelName;
    private final Kind kind;
    private final Unit unit;
    private final Emitter emitter;
    private final String meaning;
    private final List<String> attributes;

    Metric(String otelName, Kind kind, Unit unit, Emitter emitter, String meaning, String... attributes) {
        this.otelName = otelName;
        this.kind = kind;
        this.unit = unit;
        this.emitter = emitter;
        this.meaning = meaning;
        this.attributes = List.of(attributes);
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
}
