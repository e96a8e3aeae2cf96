package shop.order.domain;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.persistence.typed.SnapshotSelectionCriteria;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.Recovery;
import akka.persistence.typed.javadsl.ReplyEffect;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import shop.platform.cluster.EntityPlace;
import shop.platform.entity.EventMetadata;
import shop.platform.entity.Request;
import shop.platform.eventsourced.AnsweringEntity;

/**
 * One order, from before its creation. Whatever is accepted is persisted first, and then told to the subscribers, who are
 * forgotten when the entity stops: a renewed subscription brings what was missed.
 */
public final class Order extends AnsweringEntity<OrderCommand, OrderEvent, OrderState, Reply> {

    public static final EntityTypeKey<OrderCommand> TYPE = EntityTypeKey.create(OrderCommand.class, "Order");

    /** How long a subscription lasts unless it is renewed. */
    static final Duration SUBSCRIPTION = Duration.ofSeconds(30);

    private final Subscribers subscribers = new Subscribers(SUBSCRIPTION, System::nanoTime);

    private Order(EntityPlace<Reply> place) {
        super(TYPE, place);
    }

    public static Behavior<OrderCommand> create(EntityPlace<Reply> place) {
        return new Order(place);
    }

    @Override
    public OrderState emptyState() {
        return OrderState.absent(id());
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
    protected OrderState after(OrderState state, OrderEvent event) {
        return event.fold(state);
    }

    @Override
    protected Optional<Earlier<Reply>> earlier(OrderState state, Request request) {
        return state.changeBy(request)
                .map(change -> new Earlier<>(change.fingerprint(), new Reply.Accepted(change.order())));
    }

    @Override
    protected Reply reused(Request request) {
        return new Rejection.RequestIdReused(request.id());
    }

    private ReplyEffect<OrderEvent, OrderState> recall(OrderState state, OrderCommand.Recall command) {
        return once(state, command, () -> answer(command, notFound()));
    }

    private ReplyEffect<OrderEvent, OrderState> create(OrderState state, OrderCommand.Create command) {
        var request = command.request();
        return once(state, command, () -> {
            if (state.details().isPresent()) {
                return answer(command, reused(request));
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
        return read(command.replyTo(), reply);
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
                command,
                order -> cancelled(order, EndReason.REQUESTED, request.fingerprint(), request.metadata()));
    }

    private ReplyEffect<OrderEvent, OrderState> ship(OrderState state, OrderCommand.Ship command) {
        var request = command.request();
        return change(
                state,
                OrderStatus.SHIPPED,
                command.revision(),
                command,
                order -> new OrderEvent.Shipped(
                        order.userId(), order.revision() + 1, request.fingerprint(), request.metadata()));
    }

    private ReplyEffect<OrderEvent, OrderState> deliver(OrderState state, OrderCommand.Deliver command) {
        var request = command.request();
        return change(
                state,
                OrderStatus.DELIVERED,
                command.revision(),
                command,
                order -> new OrderEvent.Delivered(
                        order.userId(), order.revision() + 1, request.fingerprint(), request.metadata()));
    }

    private ReplyEffect<OrderEvent, OrderState> subscribe(OrderState state, OrderCommand.Subscribe command) {
        subscribers.add(command.subscriber());
        return Effect()
                .reply(
                        command.subscriber(),
                        new OrderChanges(id(), state.revision(), state.changesSince(command.since())));
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
            OrderCommand.Requested command,
            Function<OrderDetails, OrderEvent> event) {
        var known = state.details().filter(order -> command.request().concerns(order.userId()));
        if (known.isEmpty()) {
            return answer(command, notFound());
        }
        var order = known.get();
        return once(state, command, () -> {
            if (revision != 0 && revision != order.revision()) {
                return answer(command, new Rejection.StaleRevision(id(), revision, order.revision()));
            }
            return order.status().canBecome(wanted)
                    ? accept(event.apply(order), command.replyTo())
                    : answer(command, new Rejection.WrongStatus(id(), order.status(), wanted));
        });
    }

    private ReplyEffect<OrderEvent, OrderState> accept(OrderEvent event, ActorRef<Reply> replyTo) {
        return Effect()
                .persist(event)
                .thenRun(this::tell)
                .thenReply(replyTo, after -> new Reply.Accepted(after.details().orElseThrow()));
    }

    private void tell(OrderState after) {
        subscribers.tell(new OrderChanges(id(), after.revision(), after.changesSince(after.revision() - 1)));
    }

    private Rejection notFound() {
        return new Rejection.OrderNotFound(id());
    }

    private static OrderEvent cancelled(
            OrderDetails order, EndReason reason, String fingerprint, EventMetadata metadata) {
        return new OrderEvent.Cancelled(order.userId(), reason, order.revision() + 1, fingerprint, metadata);
    }
}
