package shop.platform.kubernetes;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import shop.platform.cluster.NodeConfig;

/** A node that serves nothing, in a JVM of its own, since the address of the API server comes by the environment. */
final class PodProcess {
    private PodProcess() {}

    public static void main(String[] arguments) {
        var config = RolloutVersion.in(NodeConfig.loadOrExit());
        var system = ActorSystem.create(Behaviors.<Void>empty(), "user-service", config);
        AkkaManagement.get(system.classicSystem()).start();
        ClusterBootstrap.get(system.classicSystem()).start();
        DeletionCost.start(system);
    }
}
