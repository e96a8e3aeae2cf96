package shop.bench;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import shop.devstack.Ports;

/** A gRPC server in a JVM of its own, and the driver's channels to it. */
record Server(ChildJvm jvm, int port, List<ManagedChannel> channels) implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(4);

    static Server yardstick(Class<?> main, String classPath, Options options) throws InterruptedException {
        var port = Ports.free();
        var name = main.getSimpleName();
        var jvm = ChildJvm.start(
                name,
                options.serverFlags(),
                classPath,
                main.getName(),
                List.of(Integer.toString(port)),
                Map.of(),
                log(options, name));
        return new Server(jvm.awaitReady(() -> accepts(port), START), port, channels(port, options.channels()));
    }

    /**
     * A service as a cluster of one node.
     *
     * @param kafka where Kafka's clients begin
     * @param others where the services are that it calls, as SHOP_SERVICES wants it
     */
    static Server service(Service service, String jdbcUrl, String kafka, String others, Options options)
            throws InterruptedException {
        return service(service, service.toString(), jdbcUrl, kafka, Map.of("SHOP_SERVICES", others), options);
    }

    /**
     * As above, one of several nodes of a service.
     *
     * @param name of its log
     * @param more added to its environment
     */
    static Server service(
            Service service, String name, String jdbcUrl, String kafka, Map<String, String> more, Options options)
            throws InterruptedException {
        var grpc = Ports.free();
        var management = Ports.free();
        Map<String, String> environment = new HashMap<>();
        environment.put("SHOP_PROFILE", "dev");
        environment.put("SHOP_HOST", "127.0.0.1");
        environment.put("SHOP_GRPC_PORT", Integer.toString(grpc));
        environment.put("SHOP_MANAGEMENT_PORT", Integer.toString(management));
        environment.put("SHOP_ARTERY_PORT", Integer.toString(Ports.free()));
        environment.put("SHOP_DATABASE_URL", jdbcUrl);
        environment.put("SHOP_KAFKA_BOOTSTRAP_SERVERS", kafka);
        environment.put("SHOP_DISCOVERY", "config");
        environment.put("SHOP_CONTACT_POINTS", "127.0.0.1:" + management);
        environment.put("SHOP_REQUIRED_CONTACT_POINTS", "1");
        environment.putAll(more);
        var flags = new ArrayList<>(options.serverFlags());
        service.recording(options)
                .map(file -> "-XX:StartFlightRecording=settings=profile,dumponexit=true,maxsize=1g,filename="
                        + file.toAbsolutePath())
                .ifPresent(flags::add);
        var jvm = ChildJvm.start(
                name,
                flags,
                classPath(service, options),
                service.mainClass(),
                List.of(),
                environment,
                log(options, name));
        return new Server(jvm.awaitReady(() -> healthy(grpc), START), grpc, channels(grpc, options.channels()));
    }

    /**
     * @throws IllegalStateException when the service was not built
     */
    static String classPath(Service service, Options options) {
        var build = service.build(options);
        try (var jars = Files.newDirectoryStream(build, service + "-*.jar")) {
            return jars.iterator().next() + File.pathSeparator + build.resolve("lib") + "/*";
        } catch (IOException | NoSuchElementException e) {
            throw new IllegalStateException(
                    service + ": " + build.toAbsolutePath() + " (expected: its jar; build it first)", e);
        }
    }

    private static Path log(Options options, String name) {
        return options.report().resolveSibling(name + ".log");
    }

    /** Callbacks run on the event loops: they only count and start the next call. A call that fails has failed: nothing is retried. */
    private static List<ManagedChannel> channels(int port, int count) {
        return IntStream.range(0, count)
                .mapToObj(unused -> ManagedChannelBuilder.forAddress("127.0.0.1", port)
                        .usePlaintext()
                        .directExecutor()
                        .disableRetry()
                        .build())
                .toList();
    }

    /** More channels to it, which whoever asks for them closes. */
    List<ManagedChannel> connect(int count) {
        return channels(port, count);
    }

    private static boolean accepts(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean healthy(int port) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            var client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        channels.forEach(
                channel -> Interruption.asFailure(() -> channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS)));
        jvm.close();
    }
}
