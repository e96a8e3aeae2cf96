package shop.devstack;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** One node of one of our services: a JVM of its own on our jars. Safe for use by several threads. */
public final class ServiceNode extends Component {
    /**
     * Small enough for several nodes on a laptop, and quick to start rather than fast: three nodes of each service take two thirds
     * of the processor time to get ready without the second compiler and G1's threads. The pool's size: see the parent pom.
     */
    static final List<String> QUICK_START = List.of(
            "-Xms64m",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.util.concurrent.ForkJoinPool.common.parallelism=3");

    /** Compilers and collector as in the images. */
    static final List<String> FAST = List.of("-Xms256m", "-Xmx1g", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError");

    private final Topology.Node node;
    private final List<String> flags;
    private final Path project;
    private final Map<String, String> environment;
    private final boolean secure;
    private final HttpProbe probe;
    private final ClassArchive archive;
    private volatile Deployment deployment = Deployment.FIRST;

    /**
     * @param flags of the JVM
     * @param tls what to ask the node with, if it speaks TLS
     */
    ServiceNode(
            Topology.Node node,
            List<String> flags,
            Path project,
            Workspace workspace,
            Map<String, String> environment,
            Optional<SSLContext> tls) {
        super(node.name(), workspace);
        this.node = node;
        this.flags = flags;
        this.project = project;
        this.environment = Map.copyOf(environment);
        secure = tls.isPresent();
        probe = new HttpProbe(tls);
        archive = new ClassArchive(project.resolve(service()).resolve("target").resolve("archives"), service());
    }

    /** The name of the service. */
    public String service() {
        return node.service().name();
    }

    /** Where gRPC, gRPC-Web and JSON are served; on 127.0.0.1. */
    public int port() {
        return node.port();
    }

    public int managementPort() {
        return node.managementPort();
    }

    public URI uri() {
        return URI.create((secure ? "https" : "http") + "://127.0.0.1:" + port());
    }

    /** What the node runs from its next start on. */
    public void deploy(Deployment next) {
        deployment = next;
    }

    @Override
    List<String> command() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        var target = project.resolve(service()).resolve("target");
        var classPath = deployment.release().classPath(target, service());
        // An earlier release starts too seldom to be worth an archive.
        command.addAll(
                deployment.release().folder().isEmpty() ? archive.options(classPath) : List.of("-cp", classPath));
        command.add(deployment.release().testMain().orElse(node.service().main()));
        return command;
    }

    @Override
    Map<String, String> environment() {
        var all = new HashMap<>(environment);
        all.putAll(deployment.environment());
        return all;
    }

    @Override
    boolean isReady() {
        return probe.isOk(uri().resolve("/health"));
    }

    @Override
    void onReady() {
        if (deployment.release().folder().isEmpty()) {
            archive.ready();
        }
    }

    @Override
    String stopSignal() {
        return "TERM";
    }

    /** Longer than a node's own bound on its shutdown. */
    @Override
    Duration stopGrace() {
        return Duration.ofSeconds(45);
    }
}
