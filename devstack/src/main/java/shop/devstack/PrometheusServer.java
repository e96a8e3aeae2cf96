package shop.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A real Prometheus on loopback that forgets everything when it stops. Safe for use by several threads. */
public final class PrometheusServer extends Component {
    private static final HttpProbe PROBE = new HttpProbe(Optional.empty());

    private final int port = Ports.free();
    private final Path binary;
    private final String configuration;

    private PrometheusServer(Workspace workspace, Path binary, String configuration) {
        super("prometheus", workspace);
        this.binary = binary;
        this.configuration = configuration;
    }

    /**
     * Whether a binary is here; it may be fetched to find out.
     *
     * @throws IllegalStateException if there is none and the environment says {@code CI=true}
     */
    public static boolean available() {
        if (binary().isPresent()) {
            return true;
        }
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("Prometheus: no binary (expected: one, since CI=true)");
        }
        return false;
    }

    /** Starts it and waits until it answers. It ends with this JVM at the latest. */
    public static PrometheusServer start(String configuration) {
        var workspace = Workspace.temporary();
        var server = new PrometheusServer(workspace, binary().orElseThrow(), configuration);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.close();
            workspace.delete();
        }));
        server.launch();
        server.awaitReady(Devstack.DEFAULT_READY_BOUND);
        return server;
    }

    private static Optional<Path> binary() {
        try {
            var script =
                    Project.folder().resolve("deploy/observability/program").toString();
            var process = new ProcessBuilder(script, "prometheus")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var path = new String(process.getInputStream().readAllBytes()).strip();
            return process.waitFor() == 0 ? Optional.of(Path.of(path)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    List<String> command() {
        var file = workspace().data("prometheus.yml");
        try {
            Files.writeString(file, configuration);
        } catch (IOException e) {
            throw new UncheckedIOException("file: " + file + " (expected: writable by this user)", e);
        }
        return List.of(
                binary.toString(),
                "--config.file=" + file,
                "--storage.tsdb.path=" + workspace().data("prometheus"),
                "--web.listen-address=127.0.0.1:" + port);
    }

    @Override
    boolean isReady() {
        return PROBE.isOk(uri().resolve("/-/ready"));
    }

    @Override
    String stopSignal() {
        return "TERM";
    }

    @Override
    Duration stopGrace() {
        return Duration.ofSeconds(10);
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }
}
