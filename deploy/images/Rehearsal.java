import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Cluster;
import akka.management.javadsl.AkkaManagement;
import com.typesafe.config.ConfigFactory;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import shop.platform.cluster.NodeConfig;
import shop.platform.cluster.Readiness;
import shop.platform.grpc.GrpcServer;

/**
 * Runs what a node runs at its start as far as that goes without a database, so that the JVM can write down which classes that
 * takes ({@code -XX:DumpLoadedClassList}). What only a database would have brought in is added by package.
 *
 * <p>Only for the build of the images. Usage: {@code Rehearsal JARS_FOLDER FURTHER_CLASSES_FILE}
 */
final class Rehearsal {
    private static final Duration BOUND = Duration.ofMinutes(1);

    /** Loaded by every node as soon as its database answers; too many rather than too few, since an archived class costs only space. */
    private static final String DATABASE_SIDE = "(com/zaxxer/hikari/(pool|util)/|org/postgresql/(core|jdbc|util|ssl|hostchooser)/"
            + "|org/flywaydb/core/(api|internal)/|akka/persistence/(typed|jdbc|serialization|query)/|akka/projection/"
            + "|akka/cluster/sharding/|slick/(basic|jdbc|util)/|com/fasterxml/jackson/(databind|dataformat/cbor)/"
            + "|org/apache/kafka/(clients/(producer|consumer)|common/(requests|protocol|network|record|metrics|config))/).*";

    private Rehearsal() {}

    public static void main(String[] arguments) throws Exception {
        listDatabaseSide(Path.of(arguments[0]), Path.of(arguments[1]));
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

    private static void listDatabaseSide(Path jars, Path list) throws IOException {
        Predicate<String> isDatabaseSide = name -> name.matches(DATABASE_SIDE);
        var classes = new TreeSet<String>();
        try (var paths = Files.newDirectoryStream(jars, "*.jar")) {
            for (var path : paths) {
                try (var jar = new JarFile(path.toFile())) {
                    jar.stream()
                            .map(ZipEntry::getName)
                            .filter(name -> name.endsWith(".class"))
                            .map(name -> name.substring(0, name.length() - ".class".length()))
                            .filter(isDatabaseSide)
                            .forEach(classes::add);
                }
            }
        }
        try (BufferedWriter writer = Files.newBufferedWriter(list)) {
            for (var name : classes) {
                writer.write(name);
                writer.newLine();
            }
        }
    }
}
