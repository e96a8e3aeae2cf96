package shop.platform.audit;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import shop.platform.call.ApiException;
import shop.platform.entity.CallOrigin;
import shop.platform.entity.EventMetadata;
import shop.platform.extension.SystemExtension;
import shop.platform.grpc.CallContext;
import shop.platform.grpc.Interceptor;
import shop.platform.journal.EventEnvelope;
import shop.platform.projection.Projections;
import shop.platform.security.Caller;
import shop.platform.security.Decisions;
import shop.platform.security.Grant;

/**
 * The audit of a node: each mutating call and each denial has one entry before it is answered. Its settings are in
 * {@code shop.audit}. Thread-safe.
 */
public final class Audit implements Extension {
    private static final ExtensionId<Audit> ID = new SystemExtension<>(Audit::new);

    private final ActorSystem<?> system;
    private final AuditLog log;
    private final DenialTally denials;

    private Audit(ActorSystem<?> system) {
        this.system = system;
        log = new AuditLog(system);
        var flood = system.settings().config().getConfig("shop.audit.denials");
        denials = new DenialTally(flood.getInt("each"), flood.getInt("most"));
        new Upkeep(system, log, denials).start();
    }

    /** Returns the audit of {@code system}, whose schema must be current; the first call starts it. */
    public static Audit get(ActorSystem<?> system) {
        return ID.apply(system);
    }

    /** Returns the call of a service implementation or an inner interceptor, for its events. */
    public static CallOrigin origin(CallContext context) {
        return CallRecord.of(context).origin();
    }

    /** Records calls; wraps access control. */
    public Interceptor calls() {
        return new AuditedCalls(log, denials, Clock.systemUTC());
    }

    /** Learns by what right calls are made, and which are refused. */
    public Decisions decisions() {
        return new Decisions() {
            @Override
            public void granted(CallContext context, Grant grant) {
                CallRecord.of(context).granted(grant);
            }

            @Override
            public void denied(CallContext context, Caller caller, ApiException refusal) {
                CallRecord.of(context).denied(caller);
            }
        };
    }

    /**
     * Makes sure that every call that has written an event gets its entry, also if the answering node fails; call it
     * on every node for every type of entities.
     *
     * @param entityType prefix of the persistence ids
     * @param resource that an event is about, such as {@code user.User/<id>}; empty if the event does not name it
     */
    public <E> void follow(
            String entityType,
            Class<E> eventType,
            Function<E, EventMetadata> metadata,
            Function<EventEnvelope<E>, String> resource) {
        Projections.exactlyOnce(
                system,
                "audit-" + entityType.toLowerCase(Locale.ROOT),
                entityType,
                eventType,
                PendingCalls.note(metadata, resource),
                system.settings().config().getDuration("shop.audit.follow-interval"));
    }

    /**
     * Completes when a change of this node itself, by its management, is recorded; make the change only then.
     *
     * @param action such as {@code management/loglevel}
     * @param resource what is changed
     * @param outcome the new state
     * @param source the IP address of the change's caller; empty: unknown
     */
    public CompletionStage<Done> managed(String action, String resource, String outcome, String source) {
        var config = system.settings().config();
        var member = config.getBoolean("shop.tls.enabled") ? config.getString("shop.service.name") : "";
        var origin = new CallOrigin(
                UUID.randomUUID().toString(),
                action,
                member.isEmpty() ? "management" : "",
                member,
                "management",
                "",
                "",
                source);
        return log.append(new AuditEntry(Instant.now(), origin, resource, AuditEntry.ALLOWED, outcome));
    }

    /** Returns whether entries can be written; while they cannot, mutating calls are rejected. */
    public boolean isWritable() {
        return log.isWritable();
    }

    /** Returns the number of entries that this node could not write, or not certainly, since it started. */
    public long failures() {
        return log.failures();
    }
}
