package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.platform.cluster.TestNode.BOUND;

import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.devstack.Ports;

/** Three nodes that find each other through the config method, and what their management answers. */
class BootstrapIT {
    private static final int SIZE = 3;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<TestNode> nodes = new ArrayList<>();
    private List<Integer> ports;

    @BeforeEach
    void start() throws IOException {
        ports = Stream.generate(Ports::free).limit(SIZE).toList();
        var contactPoints = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        for (int port : ports) {
            var node = TestNode.start("""
                    shop.management.port = %d
                    shop.discovery.contact-points = "%s"
                    shop.cluster.required-contact-points = %d
                    """.formatted(port, contactPoints, SIZE));
            nodes.add(node);
            AkkaManagement.get(node.system().classicSystem()).start();
            ClusterBootstrap.get(node.system().classicSystem()).start();
        }
    }

    @AfterEach
    void stop() {
        nodes.forEach(TestNode::leave);
        nodes.forEach(TestNode::close);
    }

    @Test
    void nodesFormOneClusterAndManagementTellsWhichMayHaveTraffic() {
        nodes.forEach(node -> await().atMost(BOUND).until(() -> node.membersUp() == SIZE));
        assertThat(status(0, "GET", "/alive")).isEqualTo(200);
        assertThat(status(0, "GET", "/ready")).isEqualTo(500);

        var readiness = Readiness.get(nodes.get(0).system());
        readiness.watchDatabase(() -> CompletableFuture.completedFuture(true));
        readiness.shardingStarted(List.of());
        await().atMost(BOUND).until(() -> status(0, "GET", "/ready") == 200);

        readiness.drain();
        assertThat(status(0, "GET", "/ready")).isEqualTo(500);
        assertThat(status(0, "GET", "/alive")).isEqualTo(200);
    }

    @Test
    void managementShowsTheClusterButChangesNothing() {
        nodes.forEach(node -> await().atMost(BOUND).until(() -> node.membersUp() == SIZE));
        var member = nodes.get(1).cluster().selfAddress().toString();

        assertThat(status(0, "GET", "/cluster/members")).isEqualTo(200);
        assertThat(status(0, "DELETE", "/cluster/members/" + member)).isIn(404, 405);
        assertThat(nodes.get(0).membersUp()).isEqualTo(SIZE);
    }

    private int status(int node, String method, String path) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(node) + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
