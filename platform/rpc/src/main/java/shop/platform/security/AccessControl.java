package shop.platform.security;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.grpc.Status.Code;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import shop.platform.call.ApiException;
import shop.platform.grpc.CallContext;
import shop.platform.grpc.Interceptor;

/**
 * Enforces the contract's access rules. An allowed call has a {@link Grant} and none of the caller's credentials. It is
 * the outermost interceptor, except for those that must see denials. Thread-safe.
 */
public final class AccessControl implements Interceptor {

    private final Map<MethodDescriptor, MethodRule> rules;
    private final Callers callers;
    private final Decisions decisions;

    /**
     * @param services whose methods are guarded
     * @throws IllegalArgumentException when a method has no rule, or one that cannot be enforced
     */
    public AccessControl(Collection<ServiceDescriptor> services, Callers callers, Decisions decisions) {
        this.rules = services.stream()
                .flatMap(service -> service.getMethods().stream())
                .collect(Collectors.toUnmodifiableMap(method -> method, MethodRule::of));
        this.callers = callers;
        this.decisions = decisions;
    }

    /** Returns the roles that the access rules of these services know. */
    public static Set<String> roles(Collection<ServiceDescriptor> services) {
        return services.stream()
                .flatMap(service -> service.getMethods().stream())
                .flatMap(method -> MethodRule.of(method).roles().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public CompletionStage<CallContext> admit(CallContext context, Admission next) {
        return caller(context).thenCompose(caller -> next.call(granted(context, caller)));
    }

    @Override
    public CompletionStage<Message> unary(Message request, CallContext context, Unary next) {
        Owned call = new Owned(context);
        return next.call(call.narrow(request), context).thenApply(call::confirm);
    }

    @Override
    public Source<Message, NotUsed> streaming(Message request, CallContext context, Streaming next) {
        Owned call = new Owned(context);
        Source<Message, NotUsed> answers =
                next.call(call.narrow(request), context).map(call::confirm);
        return context.get(Standing.KEY)
                .map(standing -> standing.during(answers))
                .orElse(answers);
    }

    private CompletionStage<Caller> caller(CallContext context) {
        return callers.of(context).exceptionally(failure -> {
            Throwable reason = failure instanceof CompletionException ? failure.getCause() : failure;
            if (reason instanceof ApiException refusal && refusal.code() == Code.UNAUTHENTICATED) {
                decisions.denied(context, new Caller.Anonymous(), refusal);
            }
            throw reason instanceof RuntimeException known ? known : new CompletionException(reason);
        });
    }

    /** Decides by the method's rule without the request. */
    private CallContext granted(CallContext context, Caller caller) {
        MethodRule rule = rules.getOrDefault(context.method().descriptor(), MethodRule.NOBODY);
        Grant grant = rule.grant(caller, callers.peer(context)).orElse(null);
        if (grant == null) {
            ApiException refusal = rule.refusal(caller, context.method().toString());
            decisions.denied(context, caller, refusal);
            throw refusal;
        }
        CallContext admitted = callers.withoutCredentials(context).with(Grant.KEY, grant);
        return context.method().isStreaming()
                ? callers.standing(context)
                        .map(standing -> admitted.with(Standing.KEY, standing))
                        .orElse(admitted)
                : admitted;
    }

    /** A call that is allowed so far; request or answer may still belong to somebody else. */
    private final class Owned {

        private final CallContext context;
        private final Grant grant;

        private Owned(CallContext context) {
            this.context = context;
            this.grant = Grant.of(context);
        }

        private Message narrow(Message request) {
            var narrowed = owned(Ownership::narrow, request);
            decisions.granted(context, grant);
            return narrowed;
        }

        private Message confirm(Message answer) {
            return owned(Ownership::confirm, answer);
        }

        private Message owned(Check check, Message message) {
            if (grant.owner().isEmpty()) {
                return message;
            }
            try {
                MethodRule rule = rules.get(context.method().descriptor());
                return check.apply(
                        rule.ownership().orElseThrow(), message, grant.owner().get());
            } catch (ApiException refusal) {
                decisions.denied(context, grant.caller(), refusal);
                throw refusal;
            }
        }
    }

    @FunctionalInterface
    private interface Check {
        Message apply(Ownership ownership, Message message, String owner);
    }
}
