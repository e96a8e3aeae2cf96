package shop.platform.kubernetes;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
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
 * Tells Kubernetes in which order to remove pods when it has the choice: the younger first, the oldest last. The oldest
 * node has the singletons; if it is removed last, they move once per rollout instead of once per pod.
 *
 * <p>Each node writes the cost of its own pod, and only when it changes. A failure is logged and retried; it only
 * affects the order.
 */
public final class DeletionCost {
    /** Written on the oldest pod; a pod without the annotation costs 0. */
    static final int OLDEST = 1000;

    static final String ANNOTATION = "controller.kubernetes.io/pod-deletion-cost";

    /** After which a failure is tried again. */
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(10);

    /** Time to see whether the cost is still right. */
    private record Look() {}

    private final ActorContext<Look> context;
    private final KubernetesApi api;
    private int written;

    private DeletionCost(ActorContext<Look> context, KubernetesApi api) {
        this.context = context;
        this.api = api;
    }

    /** Starts to write the cost if {@code shop.kubernetes.deletion-cost} is on; otherwise does nothing. */
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
            system.log()
                    .warn(
                            "The deletion cost of this pod could not be set; Kubernetes may remove pods in any order: {}",
                            e.toString());
        }
    }

    private static Behavior<Look> behavior(KubernetesApi api) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var members = context.messageAdapter(ClusterEvent.MemberEvent.class, event -> new Look());
            Cluster.get(context.getSystem())
                    .subscriptions()
                    .tell(Subscribe.create(members, ClusterEvent.MemberEvent.class));
            // The state of the cluster may be a moment behind its events.
            timers.startTimerWithFixedDelay(new Look(), LOOK_INTERVAL);
            var cost = new DeletionCost(context, api);
            return Behaviors.receive(Look.class)
                    .onAnyMessage(look -> cost.write())
                    .build();
        }));
    }

    private Behavior<Look> write() {
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
