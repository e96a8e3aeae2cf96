package shop.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.ActorSystem;
import akka.actor.Address;
import akka.cluster.Cluster;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import shop.devstack.ConsulAgent;
import shop.devstack.Ports;

@RequiresConsul
class ClusterBootstrapIT {
    private static final Duration FORMATION = Duration.ofSeconds(180);

    @Test
    void threeNodesFormOneClusterThroughConsulAndAFourthJoinsAfterTheAgentWasRestarted() throws IOException {
        try (var agent = ConsulAgent.start();
                var first = new Node(agent.port());
                var second = new Node(agent.port());
                var third = new Node(agent.port())) {
            // Restarted while they look for each other: it has forgotten all of them.
            agent.restart();
            awaitOneCluster(first, second, third);

            agent.restart();
            try (var fourth = new Node(agent.port())) {
                awaitOneCluster(first, second, third, fourth);
            }
        }
    }

    private static void awaitOneCluster(Node... nodes) {
        var expected = List.of(nodes).stream()
                .map(node -> node.cluster().selfMember().address())
                .collect(Collectors.toSet());
        await().atMost(FORMATION)
                .untilAsserted(() -> assertThat(nodes)
                        .allSatisfy(node -> assertThat(node.membersUp()).isEqualTo(expected)));
    }

    /** A node whose health check says warning until it is Up, as a service's does. */
    private static final class Node implements AutoCloseable {
        private final ActorSystem system;

        private Node(int consulPort) throws IOException {
            int management = Ports.free();
            system = ActorSystem.create(
                    "bootstrap",
                    ConfigFactory.parseString("""
                    akka {
                      loggers = ["akka.event.slf4j.Slf4jLogger"]
                      logging-filter = "akka.event.slf4j.Slf4jLoggingFilter"
                      loglevel = WARNING
                      actor.provider = cluster
                      remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                      coordinated-shutdown { exit-jvm = off, run-by-jvm-shutdown-hook = off }
                      cluster.downing-provider-class = "akka.cluster.sbr.SplitBrainResolverProvider"
                      management.http { hostname = "127.0.0.1", port = %1$d, bind-hostname = "127.0.0.1" }
                      management.cluster.bootstrap.contact-point-discovery {
                        service-name = "user"
                        port-name = "management"
                        required-contact-point-nr = 3
                      }
                      discovery.method = akka-consul
                      discovery.akka-consul { consul-port = %2$d, registration.check-interval = 500ms }
                    }
                    """.formatted(management, consulPort))
                            .withFallback(ConfigFactory.load()));
            AkkaManagement.get(system).start();
            var check =
                    HttpCheck.of("http://127.0.0.1:" + management + "/alive").withInterval(Duration.ofHours(5));
            var instance = ConsulRegistration.get(system)
                    .register(ServiceRegistration.builder("user", "user-" + management, "127.0.0.1", 1, check)
                            .namedPort("management", management)
                            .build());
            ClusterBootstrap.get(system).start();
            cluster().registerOnMemberUp(() -> instance.status(CheckStatus.PASSING));
        }

        private Cluster cluster() {
            return Cluster.get(system);
        }

        private Set<Address> membersUp() {
            return StreamSupport.stream(cluster().state().getMembers().spliterator(), false)
                    .filter(member -> member.status() == MemberStatus.up())
                    .map(Member::address)
                    .collect(Collectors.toSet());
        }

        @Override
        public void close() {
            system.terminate();
            TestSystem.await(system.getWhenTerminated());
        }
    }
}
