package shop.platform.audit;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.opentelemetry.api.trace.Span;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import shop.platform.call.ApiException;
import shop.platform.entity.CallOrigin;
import shop.platform.entity.EntityId;
import shop.platform.grpc.CallContext;
import shop.platform.security.Caller;
import shop.platform.security.Grant;

/** What is known about one call on its way through a node. Thread-safe. */
final class CallRecord {
    static final CallContext.Key<CallRecord> KEY = CallContext.Key.named("audit record");

    /** See {@link Caller.Anonymous}. */
    static final String ANONYMOUS = new Caller.Anonymous().name();

    private final CallContext context;
    private final Instant calledAt;

    private volatile Caller caller = new Caller.Anonymous();
    private volatile String rule = "";
    private volatile boolean denied;
    private volatile Optional<Message> request = Optional.empty();
    private volatile boolean revealing;
    private String callId;

    CallRecord(CallContext context, Instant calledAt) {
        this.context = context;
        this.calledAt = calledAt;
    }

    /** @throws IllegalStateException when the call has not come through {@link AuditedCalls} */
    static CallRecord of(CallContext context) {
        return context.get(KEY)
                .orElseThrow(() -> new IllegalStateException("audit: none (expected: a call through AuditedCalls)"));
    }

    /** This record, of a call whose request has been read. */
    CallRecord about(Message read) {
        request = Optional.of(read);
        return this;
    }

    void granted(Grant grant) {
        caller = grant.caller();
        rule = grant.rule();
        revealing = grant.reveals();
    }

    void denied(Caller by) {
        caller = by;
        denied = true;
    }

    boolean isDenied() {
        return denied;
    }

    /** Returns whether the call must have an entry, once it has been let in. */
    boolean isAudited() {
        return denied || revealing || context.method().isMutating();
    }

    /** Created on demand: a read leaves no record, and random numbers are expensive. */
    private synchronized String callId() {
        if (callId == null) {
            callId = UUID.randomUUID().toString();
        }
        return callId;
    }

    CallOrigin origin() {
        return new CallOrigin(
                callId(),
                context.method().fullName(),
                caller instanceof Caller.Service ? "" : user(),
                context.peer().map(peer -> peer.service()).orElse(service()),
                rule,
                context.requestId(),
                traceId(),
                context.source().map(InetAddress::getHostAddress).orElse(""));
    }

    AuditEntry answered(Message answer) {
        return entry(resource(id(answer).or(this::requestedId)), "OK");
    }

    AuditEntry failed(ApiException failure) {
        return entry(resource(requestedId()), failure.code() + " " + failure.reason());
    }

    private AuditEntry entry(String resource, String outcome) {
        return new AuditEntry(calledAt, origin(), resource, denied ? AuditEntry.DENIED : AuditEntry.ALLOWED, outcome);
    }

    private String user() {
        return caller instanceof Caller.User user ? user.subject() : caller.name();
    }

    private String service() {
        return caller instanceof Caller.Service service ? service.service() : "";
    }

    private String traceId() {
        var span = Span.fromContext(context.trace()).getSpanContext();
        return span.isValid() ? span.getTraceId() : "";
    }

    private String resource(Optional<String> id) {
        var type = context.method().descriptor().getOutputType().getFullName();
        return id.map(known -> type + "/" + known).orElse(type);
    }

    private Optional<String> requestedId() {
        return request.flatMap(CallRecord::id);
    }

    /** Any other value in place of an id is the caller's text, and may be anything. */
    private static Optional<String> id(Message message) {
        FieldDescriptor field = message.getDescriptorForType().findFieldByName("id");
        if (field == null || field.isRepeated() || field.getType() != FieldDescriptor.Type.STRING) {
            return Optional.empty();
        }
        return Optional.of(((String) message.getField(field)).toLowerCase(Locale.ROOT))
                .filter(EntityId::isPossible);
    }
}
