package shop.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A real Consul agent on loopback, a server of its own cluster of one. Without a data directory it runs in development
 * mode and forgets everything when it stops. It keeps its ports when it starts again. Safe for use by several threads.
 */
public final class ConsulAgent extends Component {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final ConsulOptions options;
    private final ConsulPorts ports;

    private ConsulAgent(Workspace workspace, ConsulOptions options) {
        super("consul", workspace);
        this.options = options;
        try {
            this.ports = ConsulPorts.allocate(options);
        } catch (IOException e) {
            throw new UncheckedIOException("Consul: no free ports", e);
        }
    }

    /**
     * Whether a Consul binary is here; it may be fetched to find out.
     *
     * @throws IllegalStateException if there is none and the environment says {@code CI=true}: a test that needs Consul
     *     may be skipped on a developer's machine, never in continuous integration
     */
    public static boolean available() {
        if (ConsulBinary.find().isPresent()) {
            return true;
        }
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("Consul: no binary (expected: one, since CI=true)");
        }
        return false;
    }

    /** Starts an agent on free ports, without ACLs and TLS, that forgets everything when it stops. */
    public static ConsulAgent start() {
        return start(ConsulOptions.defaults());
    }

    /**
     * Starts an agent and waits until it answers. It ends with this JVM at the latest; a data directory that was given
     * stays.
     *
     * @throws IllegalStateException if there is no binary or the agent does not answer in time
     */
    public static ConsulAgent start(ConsulOptions options) {
        var workspace = Workspace.temporary();
        var agent = new ConsulAgent(workspace, options);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            agent.close();
            workspace.delete();
        }));
        agent.launch();
        agent.awaitReady(Devstack.DEFAULT_READY_BOUND);
        return agent;
    }

    /** An agent that is not started yet. */
    static ConsulAgent in(Workspace workspace, int port) {
        return new ConsulAgent(workspace, ConsulOptions.defaults().withPort(port));
    }

    @Override
    List<String> command() {
        // Whoever else listens there would answer in the agent's place.
        if (!Ports.isFree(port())) {
            throw new IllegalStateException("port: " + port() + " (expected: free, another process listens there)");
        }
        var configuration = workspace().data("consul.json");
        try {
            Files.writeString(configuration, options.configuration(ports));
        } catch (IOException e) {
            throw new UncheckedIOException("file: " + configuration + " (expected: writable by this user)", e);
        }
        return options.command(ConsulBinary.require(), configuration);
    }

    /** Elected and, with ACLs, the bootstrap token replicated: only then is a write accepted. */
    @Override
    boolean isReady() {
        try {
            var leader = get("/v1/status/leader");
            return leader.statusCode() == 200
                    && leader.body().contains(":")
                    && get("/v1/agent/self").statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(2));
        options.token().ifPresent(token -> request.header("X-Consul-Token", token));
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    String stopSignal() {
        return "TERM";
    }

    @Override
    Duration stopGrace() {
        return Duration.ofSeconds(20);
    }

    /** The HTTP port on 127.0.0.1. */
    public int port() {
        return ports.http();
    }

    /** The HTTPS port on 127.0.0.1; empty unless TLS is on. */
    public Optional<Integer> tlsPort() {
        return options.tls().map(files -> ports.https());
    }
}
