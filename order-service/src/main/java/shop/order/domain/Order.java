package shop.order.domain;

import akka.actor.typed.ActorRef;
import akka.actor.typed.BackoffSupervisorStrategy;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.SnapshotSelectionCriteria;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import akka.persistence.typed.javadsl.Recovery;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.SignalHandler;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import shop.platform.cluster.RecentReads;
import shop.platform.cluster.ShardPeriod;
import shop.platform.entity.Request;
import shop.platform.journal.EventMetadata;

/**
 * One order, from before its creation. Whatever is accepted is persisted first, and then told to the subscribers, who are
 * forgotten when the entity stops: a renewed subscription brings what was missed.
 */
public final class Order extends EventSourcedBehaviorWithEnforcedReplies<OrderCommand, OrderEvent, OrderState> {

    public static final EntityTypeKey<OrderCommand> TYPE = EntityTypeKey.create(OrderCommand.class, "Order");

    /** How long a subscription lasts unless it is renewed. */
    static final Duration SUBSCRIPTION = Duration.ofSeconds(30);

    private final String id;
    private final Runnable answeredAgain;
    private final RecentReads<Reply> reads;
    private final ShardPeriod period;
    private final Subscribers subscribers = new Subscribers(SUBSCRIPTION, System::nanoTime);

    private Order(
            String id,
            BackoffSupervisorStrategy restart,
            Runnable answeredAgain,
            RecentReads<Reply> reads,
            ShardPeriod period) {
        super(PersistenceId.of(TYPE.name(), id), restart);
        this.id = id;
        this.answeredAgain = answeredAgain;
        this.reads = reads;
        this.period = period;
    }

    /**
     * @param answeredAgain is told of each request that came again
     * @param reads of this node
     * @param period of the order's shard
     */
    public static Behavior<OrderCommand> create(
            String id,
            BackoffSupervisorStrategy restart,
            Runnable answeredAgain,
            RecentReads<Reply> reads,
            ShardPeriod period) {
        return new Order(id, restart, answeredAgain, reads, period);
    }

    @Override
    public OrderState emptyState() {
        return OrderState.absent(id);
    }

    /** Looks for no snapshot: an order has too few events for one. */
    @Override
    public Recovery recovery() {
        return Recovery.withSnapshotSelectionCriteria(SnapshotSelectionCriteria.none());
    }

    @Override
    public CommandHandlerWithReply<OrderCommand, OrderEvent, OrderState> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(OrderCommand.Recall.class, this::recall)
                .onCommand(OrderCommand.Create.class, admitted(this::create))
                .onCommand(OrderCommand.Get.class, this::get)
                .onCommand(OrderCommand.Confirm.class, this::confirm)
                .onCommand(OrderCommand.Reject.class, this::reject)
                .onCommand(OrderCommand.CancelForUser.class, this::cancelForUser)
                .onCommand(OrderCommand.Cancel.class, admitted(this::cancel))
                .onCommand(OrderCommand.Ship.class, admitted(this::ship))
                .onCommand(OrderCommand.Deliver.class, admitted(this::deliver))
                .onCommand(OrderCommand.Subscribe.class, this::subscribe)
                .onCommand(OrderCommand.Unsubscribe.class, this::unsubscribe)
                .build();
    }

    @Override
    public EventHandler<OrderState, OrderEvent> eventHandler() {
        var handler = newEventHandlerBuilder()
                .forAnyState()
                .onEvent(OrderEvent.Created.class, OrderState::created)
                .onAnyEvent(OrderState::changed);
        return (state, event) -> {
            reads.forget(id);
            return handler.apply(state, event);
        };
    }

    @Override
    public SignalHandler<OrderState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(PostStop.instance(), state -> reads.forget(id))
                .build();
    }

    /** What is refused stays refused, so a copy of the request that comes later does not get to its handler. */
    private <C extends OrderCommand.Requested> BiFunction<OrderState, C, ReplyEffect<OrderEvent, OrderState>> admitted(
            BiFunction<OrderState, C, ReplyEffect<OrderEvent, OrderState>> handler) {
        return (state, command) -> period.admits(command.request().binding(), command.replyTo())
                ? handler.apply(state, command)
                : Effect().noReply();
    }

    private ReplyEffect<OrderEvent, OrderState> recall(OrderState state, OrderCommand.Recall command) {
        return once(
                state,
                command.request(),
                command.replyTo(),
                () -> refuse(command.request(), command.replyTo(), notFound()));
    }

    private ReplyEffect<OrderEvent, OrderState> create(OrderState state, OrderCommand.Create command) {
        var request = command.request();
        return once(state, request, command.replyTo(), () -> {
            if (state.details().isPresent()) {
                return refuse(request, command.replyTo(), new Rejection.RequestIdReused(request.id()));
            }
            var draft = command.draft();
            var created = new OrderEvent.Created(
                    draft.userId(),
                    draft.lines(),
                    draft.total(),
                    command.verification(),
                    1,
                    request.fingerprint(),
                    request.metadata());
            return accept(created, command.replyTo());
        });
    }

    private ReplyEffect<OrderEvent, OrderState> get(OrderState state, OrderCommand.Get command) {
        Reply reply = state.details().<Reply>map(Reply.Accepted::new).orElseGet(this::notFound);
        reads.keep(id, reply);
        return Effect().reply(command.replyTo(), reply);
    }

    private ReplyEffect<OrderEvent, OrderState> confirm(OrderState state, OrderCommand.Confirm command) {
        return settle(
                state,
                order -> order.status().canBecome(OrderStatus.CONFIRMED),
                order -> new OrderEvent.Confirmed(
                        order.userId(), command.verification(), order.revision() + 1, command.metadata()),
                command.replyTo());
    }

    private ReplyEffect<OrderEvent, OrderState> reject(OrderState state, OrderCommand.Reject command) {
        return settle(
                state,
                order -> order.status().canBecome(OrderStatus.REJECTED),
                order -> new OrderEvent.Rejected(
                        order.userId(), command.reason(), order.revision() + 1, command.metadata()),
                command.replyTo());
    }

    private ReplyEffect<OrderEvent, OrderState> cancelForUser(OrderState state, OrderCommand.CancelForUser command) {
        return settle(
                state,
                order -> order.status().canBecome(OrderStatus.CANCELLED)
                        && order.userRevision() < command.userRevision(),
                order -> cancelled(order, EndReason.USER_DEACTIVATED, "", command.metadata()),
                command.replyTo());
    }

    private ReplyEffect<OrderEvent, OrderState> cancel(OrderState state, OrderCommand.Cancel command) {
        var request = command.request();
        return change(
                state,
                OrderStatus.CANCELLED,
                command.revision(),
                request,
                order -> cancelled(order, EndReason.REQUESTED, request.fingerprint(), request.metadata()),
                command.replyTo());
    }

    private ReplyEffect<OrderEvent, OrderState> ship(OrderState state, OrderCommand.Ship command) {
        var request = command.request();
        return change(
                state,
                OrderStatus.SHIPPED,
                command.revision(),
                request,
                order -> new OrderEvent.Shipped(
                        order.userId(), order.revision() + 1, request.fingerprint(), request.metadata()),
                command.replyTo());
    }

    private ReplyEffect<OrderEvent, OrderState> deliver(OrderState state, OrderCommand.Deliver command) {
        var request = command.request();
        return change(
                state,
                OrderStatus.DELIVERED,
                command.revision(),
                request,
                order -> new OrderEvent.Delivered(
                        order.userId(), order.revision() + 1, request.fingerprint(), request.metadata()),
                command.replyTo());
    }

    private ReplyEffect<OrderEvent, OrderState> subscribe(OrderState state, OrderCommand.Subscribe command) {
        subscribers.add(command.subscriber());
        return Effect()
                .reply(
                        command.subscriber(),
                        new OrderChanges(id, state.revision(), state.changesSince(command.since())));
    }

    private ReplyEffect<OrderEvent, OrderState> unsubscribe(OrderState state, OrderCommand.Unsubscribe command) {
        subscribers.remove(command.subscriber());
        return Effect().noReply();
    }

    /**
     * What the process asks for, which may have been done before, or be too late: then the order stays as it is. What does not
     * concern an order once never does later, so a copy of such a command needs no memory.
     */
    private ReplyEffect<OrderEvent, OrderState> settle(
            OrderState state,
            Predicate<OrderDetails> concerns,
            Function<OrderDetails, OrderEvent> event,
            ActorRef<Reply> replyTo) {
        if (state.details().isEmpty()) {
            return Effect().reply(replyTo, notFound());
        }
        var order = state.details().get();
        return concerns.test(order)
                ? accept(event.apply(order), replyTo)
                : Effect().reply(replyTo, new Reply.Accepted(order));
    }

    /**
     * What a caller asks for, of an order that must exist and be one that the caller may know of, at the revision that the
     * caller knows.
     */
    private ReplyEffect<OrderEvent, OrderState> change(
            OrderState state,
            OrderStatus wanted,
            long revision,
            Request request,
            Function<OrderDetails, OrderEvent> event,
            ActorRef<Reply> replyTo) {
        var known = state.details().filter(order -> request.concerns(order.userId()));
        if (known.isEmpty()) {
            return refuse(request, replyTo, notFound());
        }
        var order = known.get();
        return once(state, request, replyTo, () -> {
            if (revision != 0 && revision != order.revision()) {
                return refuse(request, replyTo, new Rejection.StaleRevision(id, revision, order.revision()));
            }
            return order.status().canBecome(wanted)
                    ? accept(event.apply(order), replyTo)
                    : refuse(request, replyTo, new Rejection.WrongStatus(id, order.status(), wanted));
        });
    }

    /** Answers a repeated request as the first time; decides about a new one. */
    private ReplyEffect<OrderEvent, OrderState> once(
            OrderState state,
            Request request,
            ActorRef<Reply> replyTo,
            Supplier<ReplyEffect<OrderEvent, OrderState>> decision) {
        var before = state.changeBy(request);
        if (before.isEmpty()) {
            return decision.get();
        }
        if (!before.get().fingerprint().equals(request.fingerprint())) {
            return refuse(request, replyTo, new Rejection.RequestIdReused(request.id()));
        }
        answeredAgain.run();
        return Effect().reply(replyTo, new Reply.Accepted(before.get().order()));
    }

    private ReplyEffect<OrderEvent, OrderState> accept(OrderEvent event, ActorRef<Reply> replyTo) {
        return Effect()
                .persist(event)
                .thenRun(this::tell)
                .thenReply(replyTo, after -> new Reply.Accepted(after.details().orElseThrow()));
    }

    private void tell(OrderState after) {
        subscribers.tell(new OrderChanges(id, after.revision(), after.changesSince(after.revision() - 1)));
    }

    private ReplyEffect<OrderEvent, OrderState> refuse(Request request, ActorRef<Reply> replyTo, Rejection rejection) {
        period.answered(request.binding(), rejection);
        return Effect().reply(replyTo, rejection);
    }

    private Rejection notFound() {
        return new Rejection.OrderNotFound(id);
    }

    private static OrderEvent cancelled(
            OrderDetails order, EndReason reason, String fingerprint, EventMetadata metadata) {
        return new OrderEvent.Cancelled(order.userId(), reason, order.revision() + 1, fingerprint, metadata);
    }
}
