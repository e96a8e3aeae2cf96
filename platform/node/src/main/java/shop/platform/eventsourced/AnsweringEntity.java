package shop.platform.eventsourced;

import akka.actor.typed.ActorRef;
import akka.actor.typed.PostStop;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.SignalHandler;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import shop.platform.cluster.EntityPlace;
import shop.platform.entity.Request;

/**
 * An event-sourced entity that answers callers' requests, and a repeated request exactly as the first time:
 *
 * <ul>
 *   <li>A request that was carried out is found in the state ({@link #once}).
 *   <li>An answer without an event stays true: a copy of that message does not reach its handler ({@link #admitted}).
 *   <li>What it answered to reads ({@link #read}) is removed before anybody can learn about an event, and when it
 * stops.
 * </ul>
 *
 * @param <C> commands
 * @param <E> events
 * @param <S> state
 * @param <R> replies
 */
public abstract class AnsweringEntity<C, E, S, R> extends EventSourcedBehaviorWithEnforcedReplies<C, E, S> {
    private final EntityPlace<R> place;

    /** How a request was answered the first time. */
    public record Earlier<R>(String fingerprint, R reply) {}

    protected AnsweringEntity(EntityTypeKey<C> type, EntityPlace<R> place) {
        super(PersistenceId.of(type.name(), place.id()), place.restart());
        this.place = place;
    }

    /** Returns how this request was answered before, if it was carried out. */
    protected abstract Optional<Earlier<R>> earlier(S state, Request request);

    /** Returns the refusal of a request whose id was used before, with other content. */
    protected abstract R reused(Request request);

    /** Returns the state after an event. */
    protected abstract S after(S state, E event);

    @Override
    public final EventHandler<S, E> eventHandler() {
        return (state, event) -> {
            place.reads().forget(id());
            return after(state, event);
        };
    }

    @Override
    public final SignalHandler<S> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(PostStop.instance(), state -> place.reads().forget(id()))
                .build();
    }

    protected final String id() {
        return place.id();
    }

    /**
     * What was answered without an event stays so: a copy of the request that comes later does not get to its handler.
     */
    protected final <D extends RequestMessage<R>> BiFunction<S, D, ReplyEffect<E, S>> admitted(
            BiFunction<S, D, ReplyEffect<E, S>> handler) {
        return (state, command) -> place.period().admits(command.request().binding(), command.replyTo())
                ? handler.apply(state, command)
                : Effect().noReply();
    }

    /** Answers a repeated request as the first time; decides about a new one. */
    protected final ReplyEffect<E, S> once(S state, RequestMessage<R> command, Supplier<ReplyEffect<E, S>> decision) {
        var earlier = earlier(state, command.request());
        if (earlier.isEmpty()) {
            return decision.get();
        }
        if (!earlier.get().fingerprint().equals(command.request().fingerprint())) {
            return answer(command, reused(command.request()));
        }
        place.answeredAgain().run();
        return Effect().reply(command.replyTo(), earlier.get().reply());
    }

    /** Answers without an event: a rejection, or "nothing to do". */
    protected final ReplyEffect<E, S> answer(RequestMessage<R> command, R reply) {
        place.period().answered(command.request().binding(), reply);
        return Effect().reply(command.replyTo(), reply);
    }

    /** Answers a read, and further ones on this node until something happens. */
    protected final ReplyEffect<E, S> read(ActorRef<R> replyTo, R reply) {
        place.reads().keep(id(), reply);
        return Effect().reply(replyTo, reply);
    }
}
