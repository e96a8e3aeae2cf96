package shop.platform.cluster;

import static org.awaitility.Awaitility.await;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Cluster;
import akka.cluster.MemberStatus;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.StreamSupport;

/** A node with the platform's own defaults, on loopback and free ports, that does not end the JVM. */
final class TestNode implements AutoCloseable {
    static final Duration BOUND = Duration.ofSeconds(60);

    private static final Config IN_TESTS = ConfigFactory.parseString("""
            include "shop-defaults.conf"
            shop.profile = dev
            shop.service.name = user-service
            shop.host = 127.0.0.1
            shop.cluster.artery-port = 0
            shop.cluster.drain.delay = 10ms
            shop.discovery { method = config, contact-points = "127.0.0.1:8558" }
            shop.database.url = "jdbc:postgresql://127.0.0.1/test"
            # Most nodes here have no database.
            akka.cluster.sharding.use-lease = ""
            akka.coordinated-shutdown { exit-jvm = off, run-by-jvm-shutdown-hook = off }
            akka.cluster.jmx.multi-mbeans-in-same-jvm = on
            akka.cluster.split-brain-resolver.stable-after = 3s
            akka.cluster.gossip-interval = 200ms
            akka.actor.testkit.typed.filter-leeway = 60s
            akka.cluster.leader-actions-interval = 200ms
            akka.remote.artery.advanced.tcp.outbound-client-hostname = "127.0.0.1"
            """);

    private final ActorSystem<Void> system;

    private TestNode(Config config) {
        system = ActorSystem.create(Behaviors.empty(), "user-service", config);
    }

    static Config config(String overrides) {
        return NodeConfig.complete(ConfigFactory.parseString(overrides).withFallback(IN_TESTS));
    }

    static TestNode start(String overrides) {
        return new TestNode(config(overrides));
    }

    /** Starts nodes and joins them to one cluster; returns when all see all Up. */
    static List<TestNode> cluster(int size, String overrides) {
        var nodes = new ArrayList<TestNode>();
        for (int i = 0; i < size; i++) {
            var node = start(overrides);
            nodes.add(node);
            node.join(nodes.get(0));
        }
        nodes.forEach(node -> await().atMost(BOUND).until(() -> node.membersUp() == size));
        return nodes;
    }

    ActorSystem<Void> system() {
        return system;
    }

    Cluster cluster() {
        return Cluster.get(system.classicSystem());
    }

    TestNode join(TestNode seed) {
        cluster().join(seed.cluster().selfAddress());
        return this;
    }

    TestNode awaitUp() {
        await().atMost(BOUND).until(() -> cluster().selfMember().status() == MemberStatus.up());
        return this;
    }

    long membersUp() {
        return StreamSupport.stream(cluster().state().getMembers().spliterator(), false)
                .filter(member -> member.status() == MemberStatus.up())
                .count();
    }

    /** Leaves by coordinated shutdown. */
    CompletionStage<Done> leave() {
        system.terminate();
        return system.getWhenTerminated();
    }

    boolean isTerminated() {
        return system.getWhenTerminated().toCompletableFuture().isDone();
    }

    /** Ends the node; whatever it was in the middle of. */
    @Override
    public void close() {
        leave();
        await().atMost(BOUND).until(this::isTerminated);
    }
}
