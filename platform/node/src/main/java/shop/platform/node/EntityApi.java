package shop.platform.node;

import akka.grpc.javadsl.Metadata;
import com.google.protobuf.Message;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import shop.platform.audit.Audit;
import shop.platform.call.ApiException;
import shop.platform.entity.EntityId;
import shop.platform.entity.Request;
import shop.platform.eventsourced.Answer;
import shop.platform.grpc.CallContext;
import shop.platform.grpc.Fingerprint;
import shop.platform.security.Grant;

/** What the API of a service's entities consists of besides the service's own: requests, deadlines, answers. Thread-safe. */
public abstract class EntityApi {
    private final String type;
    private final Clock clock;

    /** @param type message type of the entities, e.g. {@code user.User} */
    protected EntityApi(String type, Clock clock) {
        this.type = type;
        this.clock = clock;
    }

    /**
     * Wakes no entity for an id that none can have.
     *
     * @throws ApiException NOT_FOUND for such an id
     */
    protected final void requirePossible(String id) {
        if (!EntityId.isPossible(id)) {
            throw ApiException.notFound(type, id);
        }
    }

    /**
     * Returns the request that a call brings to the domain: who asks by what right, for what, and what makes its repetition
     * recognisable.
     *
     * @param requestId that the caller gave; empty: none
     * @param message whose content, without its field {@code request_id}, makes two requests the same
     * @param metadata of the call
     */
    protected final Request request(String requestId, Message message, Metadata metadata) {
        var call = CallContext.of(metadata);
        var grant = Grant.of(call);
        return Request.arriving(
                        requestId,
                        Fingerprint.of(withoutId(message)),
                        grant.caller().name(),
                        grant.owner(),
                        call.traceparent(),
                        clock)
                .from(Audit.origin(call));
    }

    /** Returns how long the caller still waits. */
    protected static Duration timeout(Metadata metadata) {
        return CallContext.of(metadata).deadline().remaining();
    }

    /** Answers with the message of what was accepted; fails with what a rejection is in the API. */
    protected static <A, J, M> CompletionStage<M> answer(
            CompletionStage<? extends Answer<A, J>> reply, Function<A, M> message, Function<J, ApiException> refusal) {
        return reply.thenApply(answer -> answer.fold(message, rejection -> {
            throw refusal.apply(rejection);
        }));
    }

    private static Message withoutId(Message message) {
        var field = message.getDescriptorForType().findFieldByName("request_id");
        return message.toBuilder().clearField(field).build();
    }
}
