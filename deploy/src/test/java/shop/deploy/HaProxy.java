package shop.deploy;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import shop.devstack.Ports;

/** HAProxy with the files of the component, in front of a node on this machine. */
final class HaProxy implements AutoCloseable {
    static final int CONNECTIONS_PER_SOURCE = 40;
    static final int REQUESTS_PER_SOURCE = 120;

    private static final Path COMPONENT = Repository.path("deploy/kubernetes/components/edge");

    private final Process process;
    private final int port;

    private HaProxy(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Whether the program is here or can be had; where CI is set it must be. */
    static boolean available() {
        return System.getenv("CI") != null || !program().isEmpty();
    }

    private static String program() {
        try {
            var found = new ProcessBuilder(Repository.path("deploy/bin/haproxy").toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(found.getInputStream().readAllBytes()).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** What the program says about the file: nothing when it has no complaint. */
    static String complaint(Map<String, String> environment) throws IOException, InterruptedException {
        var check = new ProcessBuilder(
                        program(), "-c", "-f", COMPONENT.resolve("haproxy.cfg").toString())
                .redirectErrorStream(true);
        check.environment().putAll(environment);
        var process = check.start();
        var said = new String(process.getInputStream().readAllBytes());
        return process.waitFor() == 0 && !said.contains("[WARNING]") ? "" : said;
    }

    /** @param tls folder with certificate/tls.crt, identity/tls.crt and so on */
    static HaProxy secure(int node, Path tls) throws IOException {
        int port = Ports.free();
        return start(port, environment(port, node, tls));
    }

    static HaProxy plain(int node) throws IOException {
        int port = Ports.free();
        return start(port, environment(port, node, null));
    }

    static Map<String, String> environment(int port, int node, Path tls) {
        var environment = new HashMap<>(Map.of(
                "EDGE_BIND",
                "127.0.0.1:" + port,
                "EDGE_USERS",
                "127.0.0.1:" + node,
                "EDGE_ORDERS",
                "127.0.0.1:" + node,
                "EDGE_CONNECTIONS_PER_SOURCE",
                String.valueOf(CONNECTIONS_PER_SOURCE),
                "EDGE_REQUESTS_PER_SOURCE",
                String.valueOf(REQUESTS_PER_SOURCE),
                "EDGE_RELOAD_SECONDS",
                "1",
                "EDGE_TLS",
                tls == null ? "off" : "on"));
        if (tls != null) {
            environment.put("EDGE_CERTIFICATE", tls.resolve("certificate").toString());
            environment.put("EDGE_IDENTITY", tls.resolve("identity").toString());
        }
        return environment;
    }

    private static HaProxy start(int port, Map<String, String> environment) throws IOException {
        var program = program();
        if (program.isEmpty()) {
            throw new IllegalStateException("haproxy: none (expected: where deploy/bin/haproxy finds it)");
        }
        var run = new ProcessBuilder(COMPONENT.resolve("run").toString())
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile("haproxy", ".log").toFile());
        run.environment().putAll(environment);
        run.environment().merge("PATH", "", (path, none) -> Path.of(program).getParent() + ":" + path);
        var edge = new HaProxy(run.start(), port);
        await().atMost(Duration.ofSeconds(30)).until(edge::accepts);
        return edge;
    }

    private boolean accepts() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
        process.destroyForcibly();
    }
}
