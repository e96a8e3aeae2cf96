package shop.order.domain;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.stream.BoundedSourceQueue;
import akka.stream.QueueOfferResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import shop.order.domain.OrderWatches.Count;
import shop.order.domain.OrderWatches.Counted;
import shop.order.domain.OrderWatches.Join;
import shop.order.domain.OrderWatches.Leave;
import shop.order.domain.OrderWatches.Message;
import shop.order.domain.OrderWatches.Renew;

/**
 * One a node: subscribes to each watched order once, and hands its changes on to all who watch it here. A subscription is
 * renewed with the revision that is known, so what got lost on the way, or while the entity moved, comes with the renewal.
 */
final class OrderHub extends AbstractBehavior<Message> {
    /** Until the first answer. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /** Tells an entity; not asked, because what it answers comes as {@link OrderChanges}. */
    @FunctionalInterface
    interface Entity {
        void tell(String orderId, OrderCommand command);
    }

    /** One order and who watches it. */
    private static final class Watched {
        private final Set<BoundedSourceQueue<OrderDetails>> watchers = new HashSet<>();
        private OrderDetails known;

        private long revision() {
            return known == null ? 0 : known.revision();
        }
    }

    private final Entity entity;
    private final TimerScheduler<Message> timers;
    private final ActorRef<OrderChanges> self;
    private final int maxWatchers;
    private final Duration renewal;
    private final Map<String, Watched> orders = new HashMap<>();
    private int watchers;

    private OrderHub(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            Entity entity,
            int maxWatchers,
            Duration renewal) {
        super(context);
        this.timers = timers;
        this.entity = entity;
        this.maxWatchers = maxWatchers;
        this.renewal = renewal;
        self = context.getSelf().narrow();
    }

    static Behavior<Message> create(int maxWatchers, Duration renewal) {
        return Behaviors.setup(context -> {
            var sharding = ClusterSharding.get(context.getSystem());
            return create((id, command) -> sharding.entityRefFor(Order.TYPE, id).tell(command), maxWatchers, renewal);
        });
    }

    static Behavior<Message> create(Entity entity, int maxWatchers, Duration renewal) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new OrderHub(context, timers, entity, maxWatchers, renewal)));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Join.class, this::join)
                .onMessage(Leave.class, this::leave)
                .onMessage(Renew.class, this::renew)
                .onMessage(OrderChanges.class, this::changed)
                .onMessage(Count.class, this::count)
                .build();
    }

    private Behavior<Message> join(Join join) {
        if (watchers >= maxWatchers) {
            join.watcher().fail(new WatchFailure(WatchFailure.Reason.TOO_MANY_WATCHERS, join.orderId()));
            return this;
        }
        watchers++;
        var watched = orders.get(join.orderId());
        if (watched == null) {
            watched = new Watched();
            orders.put(join.orderId(), watched);
            subscribe(join.orderId(), watched);
        }
        watched.watchers.add(join.watcher());
        if (watched.known != null) {
            offer(join.orderId(), watched.known, join.watcher());
        }
        return this;
    }

    private Behavior<Message> leave(Leave leave) {
        var watched = orders.get(leave.orderId());
        if (watched != null && watched.watchers.remove(leave.watcher())) {
            watchers--;
            if (watched.watchers.isEmpty()) {
                forget(leave.orderId());
            }
        }
        return this;
    }

    private Behavior<Message> renew(Renew renew) {
        var watched = orders.get(renew.orderId());
        if (watched != null) {
            subscribe(renew.orderId(), watched);
        }
        return this;
    }

    private Behavior<Message> changed(OrderChanges message) {
        var watched = orders.get(message.orderId());
        if (watched == null) {
            return this;
        }
        if (watched.known == null) {
            begin(message, watched);
            return this;
        }
        for (var change : message.changes()) {
            if (change.revision() > watched.revision() + 1) {
                // Something got lost on the way.
                subscribe(message.orderId(), watched);
                return this;
            }
            if (change.revision() == watched.revision() + 1) {
                pass(change, watched);
            }
        }
        return this;
    }

    private Behavior<Message> count(Count count) {
        count.replyTo().tell(new Counted(orders.size(), watchers));
        return this;
    }

    /** The first answer: the order now, whatever led to it. */
    private void begin(OrderChanges message, Watched watched) {
        var changes = message.changes();
        if (message.revision() == 0) {
            end(
                    message.orderId(),
                    watched,
                    watcher -> watcher.fail(new WatchFailure(WatchFailure.Reason.ORDER_NOT_FOUND, message.orderId())));
        } else if (!changes.isEmpty()) {
            // Without any it answers an earlier subscription, whose watchers are gone.
            renewAfter(renewal, message.orderId());
            pass(changes.get(changes.size() - 1), watched);
        }
    }

    private void pass(OrderDetails order, Watched watched) {
        watched.known = order;
        watched.watchers.forEach(watcher -> offer(order.id(), order, watcher));
        if (order.status().isFinal()) {
            end(order.id(), watched, BoundedSourceQueue::complete);
        }
    }

    private static void offer(String orderId, OrderDetails order, BoundedSourceQueue<OrderDetails> watcher) {
        if (watcher.offer(order) == QueueOfferResult.dropped()) {
            watcher.fail(new WatchFailure(WatchFailure.Reason.WATCHER_TOO_SLOW, orderId));
        }
    }

    private void end(String orderId, Watched watched, Consumer<BoundedSourceQueue<OrderDetails>> how) {
        List.copyOf(watched.watchers).forEach(how);
        watchers -= watched.watchers.size();
        forget(orderId);
    }

    private void forget(String orderId) {
        orders.remove(orderId);
        timers.cancel(orderId);
        entity.tell(orderId, new OrderCommand.Unsubscribe(self));
    }

    private void subscribe(String orderId, Watched watched) {
        entity.tell(orderId, new OrderCommand.Subscribe(watched.revision(), self));
        renewAfter(watched.known == null ? FIRST_PAUSE : renewal, orderId);
    }

    private void renewAfter(Duration pause, String orderId) {
        timers.startSingleTimer(orderId, new Renew(orderId), pause);
    }
}
