package shop.platform.kubernetes;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.ClusterEvent;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.StreamSupport;

/**
 * Tells Kubernetes in which order to remove pods when it has the choice: the younger first, the oldest last. Singletons live on the
 * oldest node, the owner of the journal among them; removed last, they move once in a rollout instead of once a pod.
 *
 * <p>Each node writes the cost of its own pod, and only when it changes. A failure is logged and tried again; it costs nothing but the
 * order.
 */
public final class DeletionCost {
    /** Written on the oldest pod; a pod without the annotation costs 0. */
    static final int OLDEST = 1000;

    static final String ANNOTATION = "controller.kubernetes.io/pod-deletion-cost";

    private static final Duration RETRY = Duration.ofSeconds(10);

    private sealed interface Message {}

    private record MembersChanged() implements Message {}

    private record Retry() implements Message {}

    private final ActorContext<Message> context;
    private final TimerScheduler<Message> timers;
    private final KubernetesApi api;
    private int written;

    private DeletionCost(ActorContext<Message> context, TimerScheduler<Message> timers, KubernetesApi api) {
        this.context = context;
        this.timers = timers;
        this.api = api;
    }

    /** Begins to write the cost where {@code shop.kubernetes.deletion-cost} is on; else does nothing. */
    public static void start(ActorSystem<?> system) {
        var config = system.settings().config();
        if (!config.getBoolean("shop.kubernetes.deletion-cost")) {
            return;
        }
        try {
            var api = KubernetesApi.of(ServiceAccount.of(config));
            // Calls to the API block.
            system.systemActorOf(behavior(api), "deletion-cost", DispatcherSelector.blocking());
        } catch (IOException e) {
            system.log().warn("Pods will be removed in any order: {}", e.toString());
        }
    }

    private static Behavior<Message> behavior(KubernetesApi api) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var self = context.messageAdapter(ClusterEvent.MemberEvent.class, event -> new MembersChanged());
            Cluster.get(context.getSystem())
                    .subscriptions()
                    .tell(Subscribe.create(self, ClusterEvent.MemberEvent.class));
            var cost = new DeletionCost(context, timers, api);
            return Behaviors.receive(Message.class)
                    .onAnyMessage(message -> cost.write())
                    .build();
        }));
    }

    private Behavior<Message> write() {
        var cluster = Cluster.get(context.getSystem());
        if (cluster.selfMember().status() != MemberStatus.up()) {
            return Behaviors.same();
        }
        var cost = cost(cluster);
        if (cost != written) {
            try {
                api.patch(api.pod(), annotation(cost));
                written = cost;
                context.getLog().info("This pod's deletion cost is {}", cost);
            } catch (IOException e) {
                context.getLog().warn("This pod's deletion cost cannot be written: {}", e.toString());
                timers.startSingleTimer(new Retry(), RETRY);
            }
        }
        return Behaviors.same();
    }

    /** One less a node that is older. */
    private static int cost(Cluster cluster) {
        var self = cluster.selfMember();
        var older = StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .filter(member -> member.status() == MemberStatus.up())
                .filter(member -> member.isOlderThan(self))
                .count();
        return (int) Math.max(1, OLDEST - older);
    }

    private static JsonNode annotation(int cost) {
        var patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").putObject("annotations").put(ANNOTATION, Integer.toString(cost));
        return patch;
    }
}
