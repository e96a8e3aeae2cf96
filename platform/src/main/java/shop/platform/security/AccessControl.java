package shop.platform.security;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.grpc.Status.Code;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import shop.platform.grpc.ApiException;
import shop.platform.grpc.CallContext;
import shop.platform.grpc.Interceptor;

/**
 * Lets through what the contract's access rules allow, and nothing else. What goes on has a {@link Grant} and none of the
 * caller's credentials. The outermost interceptor but for those that must see refusals. Thread-safe.
 */
public final class AccessControl implements Interceptor {

    private final Map<MethodDescriptor, MethodRule> rules;
    private final Callers callers;
    private final Denials denials;

    /**
     * @param services whose methods are guarded
     * @throws IllegalArgumentException when a method has no rule, or one that cannot be kept
     */
    public AccessControl(Collection<ServiceDescriptor> services, Callers callers, Denials denials) {
        this.rules = services.stream()
                .flatMap(service -> service.getMethods().stream())
                .collect(Collectors.toUnmodifiableMap(method -> method, MethodRule::of));
        this.callers = callers;
        this.denials = denials;
    }

    @Override
    public CompletionStage<Message> unary(Message request, CallContext context, Unary next) {
        return caller(context).thenCompose(caller -> {
            Admitted call = admit(request, context, caller);
            return next.call(call.request, call.context).thenApply(call::confirm);
        });
    }

    @Override
    public Source<Message, NotUsed> streaming(Message request, CallContext context, Streaming next) {
        return Source.completionStageSource(caller(context).thenApply(caller -> {
                    Admitted call = admit(request, context, caller);
                    return next.call(call.request, call.context).map(call::confirm);
                }))
                .mapMaterializedValue(begun -> NotUsed.getInstance());
    }

    private CompletionStage<Caller> caller(CallContext context) {
        return callers.of(context).exceptionally(failure -> {
            Throwable reason = failure instanceof CompletionException ? failure.getCause() : failure;
            if (reason instanceof ApiException refusal && refusal.code() == Code.UNAUTHENTICATED) {
                denials.denied(context, new Caller.Anonymous(), refusal);
            }
            throw reason instanceof RuntimeException known ? known : new CompletionException(reason);
        });
    }

    private Admitted admit(Message request, CallContext context, Caller caller) {
        MethodRule rule = rules.getOrDefault(context.method().descriptor(), MethodRule.NOBODY);
        Grant grant = rule.grant(caller, callers.peer(context)).orElse(null);
        if (grant == null) {
            ApiException refusal = rule.refusal(caller, context.method().toString());
            denials.denied(context, caller, refusal);
            throw refusal;
        }
        return new Admitted(rule, grant, request, context);
    }

    /** A call that may go on, and whose answer may yet prove to be somebody else's. */
    private final class Admitted {

        private final MethodRule rule;
        private final Grant grant;
        private final CallContext context;
        private final Message request;

        private Admitted(MethodRule rule, Grant grant, Message request, CallContext context) {
            this.rule = rule;
            this.grant = grant;
            this.context = callers.withoutCredentials(context).with(Grant.KEY, grant);
            this.request = owned(Ownership::narrow, request);
        }

        private Message confirm(Message answer) {
            return owned(Ownership::confirm, answer);
        }

        private Message owned(Check check, Message message) {
            if (grant.owner().isEmpty()) {
                return message;
            }
            try {
                return check.apply(
                        rule.ownership().orElseThrow(), message, grant.owner().get());
            } catch (ApiException refusal) {
                denials.denied(context, grant.caller(), refusal);
                throw refusal;
            }
        }
    }

    @FunctionalInterface
    private interface Check {
        Message apply(Ownership ownership, Message message, String owner);
    }
}
