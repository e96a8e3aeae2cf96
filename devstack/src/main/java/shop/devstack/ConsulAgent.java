package shop.devstack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A real Consul agent on loopback, a server of its own cluster of one. Without a data directory it runs in development
 * mode and forgets everything when it stops. Not safe for use by several threads.
 */
public final class ConsulAgent implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final int LOG_LINES = 20;

    private final ConsulOptions options;
    private final ConsulPorts ports;
    private final Path directory;
    private Process process;

    private ConsulAgent(ConsulOptions options, ConsulPorts ports, Path directory) {
        this.options = options;
        this.ports = ports;
        this.directory = directory;
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
     * Starts an agent and waits until it answers.
     *
     * @throws IllegalStateException if there is no binary, the port is taken, or the agent does not answer within a minute
     */
    public static ConsulAgent start(ConsulOptions options) {
        try {
            var agent = new ConsulAgent(options, ConsulPorts.allocate(options), Files.createTempDirectory("consul"));
            Runtime.getRuntime().addShutdownHook(new Thread(agent::abandon));
            agent.launch();
            return agent;
        } catch (IOException e) {
            throw new UncheckedIOException("Consul did not start", e);
        }
    }

    private void launch() throws IOException {
        requireFree(port());
        var configuration = directory.resolve("agent.json");
        Files.writeString(configuration, options.configuration(ports));
        var log = directory.resolve("agent.log").toFile();
        process = new ProcessBuilder(options.command(ConsulBinary.require(), configuration))
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        awaitAnswer();
    }

    /** Whoever else listens there would answer in the agent's place. */
    private static void requireFree(int port) throws IOException {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            socket.getLocalPort();
        } catch (BindException e) {
            throw new IllegalStateException("port: " + port + " (expected: free, another process listens there)", e);
        }
    }

    private void awaitAnswer() throws IOException {
        var probe = new ConsulProbe(port(), options.token());
        var deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        try {
            while (process.isAlive() && System.nanoTime() < deadline) {
                if (probe.succeeds()) {
                    return;
                }
                process.waitFor(100, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new IllegalStateException("Consul: no answer on port " + port() + ", its last words:\n" + lastWords());
    }

    private String lastWords() throws IOException {
        var lines = Files.readAllLines(directory.resolve("agent.log"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }

    /** The HTTP port on 127.0.0.1. */
    public int port() {
        return ports.http();
    }

    /** The HTTPS port on 127.0.0.1; empty unless TLS is on. */
    public Optional<Integer> tlsPort() {
        return options.tls().map(files -> ports.https());
    }

    public long pid() {
        return process.pid();
    }

    /** Ends the agent as {@code kill -9} does. */
    public void kill() {
        end(process.destroyForcibly());
    }

    /** Asks the agent to leave and waits until it has gone. */
    public void stop() {
        process.destroy();
        end(process);
    }

    private static void end(Process process) {
        try {
            if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Stops the agent if it runs and starts it again on the same ports; it knows only what its data directory keeps. */
    public void restart() {
        stop();
        try {
            launch();
        } catch (IOException e) {
            throw new UncheckedIOException("Consul did not start again", e);
        }
    }

    private void abandon() {
        if (process != null) {
            process.destroy();
        }
    }

    /** Stops the agent and removes its temporary files; a given data directory stays. */
    @Override
    public void close() {
        stop();
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " (cannot be removed)", e);
        }
    }
}
