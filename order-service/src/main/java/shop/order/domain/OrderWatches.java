package shop.order.domain;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import akka.stream.BoundedSourceQueue;
import akka.stream.javadsl.Source;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Watches of orders on this node. Settings are under {@code shop.order.watch}. Thread-safe. */
final class OrderWatches {
    /** What the hub gets. */
    sealed interface Message permits Join, Leave, Renew, Count, OrderChanges {}

    /** A watcher comes. */
    record Join(String orderId, BoundedSourceQueue<OrderDetails> watcher) implements Message {}

    /** A watcher is gone, whatever the reason. */
    record Leave(String orderId, BoundedSourceQueue<OrderDetails> watcher) implements Message {}

    /** A subscription is to be renewed. */
    record Renew(String orderId) implements Message {}

    record Count(ActorRef<Counted> replyTo) implements Message {}

    /** How many orders are watched by how many watchers. */
    record Counted(int orders, int watchers) {}

    private final ActorSystem<?> system;
    private final ActorRef<Message> hub;
    private final int buffer;

    OrderWatches(ActorSystem<?> system, ActorRef<Message> hub, int buffer) {
        this.system = system;
        this.hub = hub;
        this.buffer = buffer;
    }

    /** Starts this node's hub. */
    static OrderWatches start(ActorSystem<?> system) {
        var config = system.settings().config().getConfig("shop.order.watch");
        var hub = OrderHub.create(config.getInt("max-watchers"), config.getDuration("renewal"));
        return new OrderWatches(system, system.systemActorOf(hub, "order-hub", Props.empty()), config.getInt("buffer"));
    }

    Source<OrderDetails, NotUsed> watch(String orderId) {
        return Source.<OrderDetails>queue(buffer)
                .mapMaterializedValue(watcher -> {
                    hub.tell(new Join(orderId, watcher));
                    return watcher;
                })
                .watchTermination((watcher, ended) -> {
                    ended.whenComplete((done, failure) -> hub.tell(new Leave(orderId, watcher)));
                    return NotUsed.getInstance();
                });
    }

    CompletionStage<Counted> count(Duration timeout) {
        return AskPattern.ask(hub, Count::new, timeout, system.scheduler());
    }
}
