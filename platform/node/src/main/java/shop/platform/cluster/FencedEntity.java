package shop.platform.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import shop.platform.fencing.Fence;

/**
 * Withholds commands from entities of a node that others may have overtaken: a command is handled only while the
 * database's last confirmation is valid. Otherwise it waits for the next answer, and is dropped without one, or if it
 * is negative; its sender sends it again or gives up. One instance per node and type. Thread-safe.
 */
final class FencedEntity<C> {
    /** Maximum number of waiting commands of one type, to bound memory. Others are dropped. */
    private static final int LIMIT = 10_000;

    private record Waiting<C>(ActorRef<C> entity, C command) {}

    private final Fence fence;
    private final Class<C> commands;
    private final Object lock = new Object();
    private List<Waiting<C>> waiting = new ArrayList<>();

    FencedEntity(ActorSystem<?> system, Class<C> commands) {
        this.fence = Fence.get(system);
        this.commands = commands;
    }

    Behavior<C> around(Behavior<C> entity) {
        Supplier<BehaviorInterceptor<C, C>> guard = Guard::new;
        return Behaviors.intercept(guard, entity);
    }

    private void await(Waiting<C> command) {
        boolean first;
        synchronized (lock) {
            if (waiting.size() >= LIMIT) {
                return;
            }
            first = waiting.isEmpty();
            waiting.add(command);
        }
        if (first) {
            fence.ask().whenComplete((answered, failure) -> deliver());
        }
    }

    /** In the order of arrival. */
    private void deliver() {
        List<Waiting<C>> answered;
        synchronized (lock) {
            answered = waiting;
            waiting = new ArrayList<>();
        }
        if (fence.isCurrent()) {
            answered.forEach(waited -> waited.entity().tell(waited.command()));
        }
    }

    private final class Guard extends BehaviorInterceptor<C, C> {
        private Guard() {
            super(commands);
        }

        @Override
        public Behavior<C> aroundReceive(TypedActorContext<C> context, C command, ReceiveTarget<C> target) {
            if (fence.isCurrent()) {
                return target.apply(context, command);
            }
            await(new Waiting<>(context.asJava().getSelf(), command));
            return Behaviors.same();
        }
    }
}
