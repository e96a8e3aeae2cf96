package shop.platform.journal;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import shop.platform.extension.SystemExtension;

/**
 * Wakes the readers of all nodes directly after a commit: those of this node at once, other nodes by one message each,
 * at most a few dozen per second. A lost message only costs time, since readers also query the database periodically:
 * rarely while every node of the cluster is known to send such messages, and often while one is not (an earlier
 * release, unreachable, or new). Thread-safe.
 */
final class WakeUps implements Extension {
    private static final ExtensionId<WakeUps> ID = new SystemExtension<>(WakeUps::new);

    private static final ServiceKey<String> KEY = ServiceKey.create(String.class, "shop-journal-wake-ups");

    /** Between two messages to the same node, for up to {@link #FEW} other nodes; with more of them in proportion. */
    private static final Duration PAUSE = Duration.ofMillis(20);

    private static final int FEW = 10;

    /** Members that may write, as far as this node knows. */
    private static final Set<MemberStatus> ENTITLED =
            Set.of(MemberStatus.up(), MemberStatus.leaving(), MemberStatus.exiting());

    private final ActorSystem<?> system;
    private volatile Set<ActorRef<String>> others = Set.of();
    private volatile Set<Address> writers = Set.of();
    private WakeUp outgoing = WakeUp.NONE;
    private boolean scheduled;
    private long sent = System.nanoTime() - PAUSE.toNanos();

    private WakeUps(ActorSystem<?> system) {
        this.system = system;
        var receiver = system.systemActorOf(receiver(), "journal-wake-ups", Props.empty());
        system.receptionist().tell(Receptionist.register(KEY, receiver));
        system.systemActorOf(watcher(), "journal-wake-ups-watch", Props.empty());
    }

    /** Returns the wake-ups of the node of {@code system}. */
    static WakeUps get(ActorSystem<?> system) {
        return ID.apply(system);
    }

    /**
     * Wraps work after which readers are woken, also if it fails: a write whose outcome is unknown may have been
     * committed.
     */
    Batcher.Work<List<StoredEvent>, Boolean> after(Batcher.Work<List<StoredEvent>, Boolean> work) {
        return (connection, writes) -> {
            try {
                return work.run(connection, writes);
            } catch (OutcomeUnknownException e) {
                e.settled().whenComplete((settled, failure) -> committed(WakeUp.of(writes)));
                throw e;
            } finally {
                committed(WakeUp.of(writes));
            }
        };
    }

    /** Wakes all readers. Call it after the commit. Never blocks. */
    void committed(WakeUp wakeUp) {
        wakeUp.tell(JournalTails.get(system));
        if (!others.isEmpty()) {
            send(wakeUp);
        }
    }

    /** Returns whether every node that may write is known to send wake-ups, and reachable. */
    boolean comeFromAll() {
        var telling = others;
        return writers.stream()
                .allMatch(writer -> telling.stream()
                        .anyMatch(other -> other.path().address().equals(writer)));
    }

    private synchronized void send(WakeUp wakeUp) {
        outgoing = outgoing.with(wakeUp);
        if (scheduled) {
            return;
        }
        var pause = PAUSE.multipliedBy(Math.max(1, others.size() / FEW));
        var wait = pause.minusNanos(System.nanoTime() - sent);
        if (wait.isNegative() || wait.isZero()) {
            flush();
        } else {
            scheduled = true;
            system.scheduler().scheduleOnce(wait, this::flush, system.executionContext());
        }
    }

    private synchronized void flush() {
        var text = outgoing.toString();
        outgoing = WakeUp.NONE;
        scheduled = false;
        sent = System.nanoTime();
        others.forEach(other -> other.tell(text));
    }

    private Behavior<String> receiver() {
        return Behaviors.receiveMessage(text -> {
            WakeUp.parse(text).tell(JournalTails.get(system));
            return Behaviors.same();
        });
    }

    private Behavior<Runnable> watcher() {
        return Behaviors.setup(context -> {
            var listings = context.<Receptionist.Listing>messageAdapter(
                    Receptionist.Listing.class, listing -> () -> listed(listing.getServiceInstances(KEY)));
            var members =
                    context.<MemberEvent>messageAdapter(MemberEvent.class, event -> () -> changed(event.member()));
            system.receptionist().tell(Receptionist.subscribe(KEY, listings));
            Cluster.get(system).subscriptions().tell(Subscribe.create(members, MemberEvent.class));
            return Behaviors.receiveMessage(task -> {
                task.run();
                return Behaviors.same();
            });
        });
    }

    private void listed(Set<ActorRef<String>> reachable) {
        var found = new HashSet<>(reachable);
        found.removeIf(one -> one.path().address().hasLocalScope());
        var before = others;
        others = Set.copyOf(found);
        // It may have missed commits from before this node knew it.
        found.stream().filter(one -> !before.contains(one)).forEach(one -> one.tell(WakeUp.EVERYTHING.toString()));
        planAll();
    }

    private void changed(Member member) {
        var address = member.uniqueAddress().address();
        if (address.equals(Cluster.get(system).selfMember().address())) {
            return;
        }
        var now = new HashSet<>(writers);
        if (ENTITLED.contains(member.status())) {
            now.add(address);
        } else {
            now.remove(address);
        }
        writers = Set.copyOf(now);
        planAll();
    }

    private void planAll() {
        JournalTails.get(system).forEach(JournalTail::plan);
    }
}
