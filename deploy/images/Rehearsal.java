import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Cluster;
import akka.management.javadsl.AkkaManagement;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import shop.platform.cluster.NodeConfig;
import shop.platform.cluster.Readiness;
import shop.platform.grpc.GrpcServer;

/**
 * Runs what a node runs at its start as far as that goes without a database, so that the JVM can write down which classes that
 * takes ({@code -XX:DumpLoadedClassList}). Only for the build of the images.
 */
final class Rehearsal {
    private static final Duration BOUND = Duration.ofMinutes(1);

    private Rehearsal() {}

    public static void main(String[] arguments) throws Exception {
        var config = NodeConfig.load(ConfigFactory.parseString("""
                shop.profile = dev
                shop.host = 127.0.0.1
                shop.discovery { method = config, contact-points = "127.0.0.1:8558" }
                shop.database.url = "jdbc:postgresql://127.0.0.1:1/nowhere"
                shop { grpc.port = 0, management.port = %d, cluster.artery-port = %d }
                akka.coordinated-shutdown.exit-jvm = off
                # Builders are busy; the default is 3s.
                akka.remote.artery.bind.bind-timeout = 60s
                """.formatted(freePort(), freePort())).withFallback(ConfigFactory.parseResources("application.conf")));
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "rehearsal", config);
        var cluster = Cluster.get(system.classicSystem());
        cluster.join(cluster.selfAddress());
        AkkaManagement.get(system.classicSystem()).start().toCompletableFuture().get(BOUND.toSeconds(), TimeUnit.SECONDS);
        var server = GrpcServer.builder(system).bind().toCompletableFuture().get(BOUND.toSeconds(), TimeUnit.SECONDS);
        Readiness.get(system).onChange(ready -> {});
        for (var version : HttpClient.Version.values()) {
            ask(version, "http://127.0.0.1:" + server.address().getPort() + "/health");
            ask(version, "http://127.0.0.1:" + server.address().getPort() + "/v1/nothing");
        }
        ask(HttpClient.Version.HTTP_1_1, "http://127.0.0.1:" + config.getInt("shop.management.port") + "/ready");
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(BOUND.toSeconds(), TimeUnit.SECONDS);
        System.exit(0);
    }

    /** The builder may have given this container the host's own network. */
    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void ask(HttpClient.Version version, String url) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(BOUND).build();
        HttpClient.newBuilder().version(version).build().send(request, BodyHandlers.discarding());
    }
}
