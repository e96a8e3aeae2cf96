package shop.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.SocketFactory;

/**
 * A real Kafka broker on loopback, its own controller and a cluster of one. It keeps its records and its ports when it starts
 * again; topics come only when they are asked for by name. Safe for use by several threads.
 */
public final class KafkaBroker extends Component {
    /** Small, and quick to start rather than quick in the long run. */
    static final List<String> JVM_FLAGS = List.of(
            "-Xms128m",
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dlogback.configurationFile=shop/devstack/kafka-logback.xml");

    private static KafkaBroker shared;

    private final int port;
    private final int controllerPort;
    private final Optional<DevelopmentCertificates> certificates;
    private final KafkaSettings.Clients clients;
    private final ClassArchive archive = new ClassArchive(KafkaJars.archives(), "kafka");

    private KafkaBroker(
            Workspace workspace,
            int port,
            int controllerPort,
            Optional<DevelopmentCertificates> certificates,
            KafkaSettings.Clients clients) {
        super("kafka", workspace);
        this.port = port;
        this.controllerPort = controllerPort;
        this.certificates = certificates;
        this.clients = clients;
    }

    /** The broker that all tests of this JVM share; it stops with the JVM and leaves nothing behind. */
    public static synchronized KafkaBroker shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /**
     * Starts a broker on free ports and waits until it serves. It ends with this JVM at the latest, and its records with it.
     *
     * @throws IllegalStateException if it does not serve in time
     */
    public static KafkaBroker start() {
        return start(Optional.empty(), KafkaSettings.Clients.ANY);
    }

    /**
     * The same, but clients have to speak TLS.
     *
     * @param certificates with one of {@code kafka}
     */
    public static KafkaBroker startSecure(DevelopmentCertificates certificates) {
        return start(Optional.of(certificates), KafkaSettings.Clients.ANY);
    }

    /** The same, but clients need a certificate of the same authority, too. */
    public static KafkaBroker startMutual(DevelopmentCertificates certificates) {
        return start(Optional.of(certificates), KafkaSettings.Clients.WITH_CERTIFICATE);
    }

    /** The same, and who has a certificate may do what it has been given a right to; {@code kafka} may do everything. */
    public static KafkaBroker startAuthorizing(DevelopmentCertificates certificates) {
        return start(Optional.of(certificates), KafkaSettings.Clients.WITH_RIGHTS);
    }

    private static KafkaBroker start(Optional<DevelopmentCertificates> certificates, KafkaSettings.Clients clients) {
        var workspace = Workspace.temporary();
        var broker = new KafkaBroker(workspace, Ports.free(), Ports.free(), certificates, clients);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            broker.close();
            workspace.delete();
        }));
        broker.launch();
        broker.awaitReady(Devstack.DEFAULT_READY_BOUND);
        return broker;
    }

    /** A broker that is not started yet. */
    static KafkaBroker in(Workspace workspace, int port, int controllerPort) {
        return new KafkaBroker(workspace, port, controllerPort, Optional.empty(), KafkaSettings.Clients.ANY);
    }

    /** Where clients begin: {@code host:port}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    @Override
    List<String> command() {
        // Whoever else listens there would answer in the broker's place.
        if (!Ports.isFree(port)) {
            throw new IllegalStateException("port: " + port + " (expected: free, another process listens there)");
        }
        var data = workspace().data("kafka");
        var settings = workspace().data("kafka.properties");
        try {
            Files.createDirectories(data);
            Files.writeString(
                    settings, new KafkaSettings(port, controllerPort, data.resolve("log"), tls(data)).properties());
        } catch (IOException e) {
            throw new UncheckedIOException("file: " + settings + " (expected: writable by this user)", e);
        }
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_FLAGS);
        command.addAll(archive.options(KafkaJars.classPath()));
        command.addAll(List.of(KafkaProcess.class.getName(), settings.toString()));
        return command;
    }

    @Override
    void onReady() {
        archive.ready();
    }

    private Optional<KafkaSettings.Tls> tls(Path folder) throws IOException {
        if (certificates.isEmpty()) {
            return Optional.empty();
        }
        var made = certificates.get();
        return Optional.of(
                new KafkaSettings.Tls(made.keyStore("kafka", folder.resolve("kafka.pem")), made.authority(), clients));
    }

    /** Registered with its controller: only then does it accept records. */
    @Override
    boolean isReady() {
        var sockets = certificates
                .<SocketFactory>map(made -> made.contextOf("kafka").getSocketFactory())
                .orElseGet(SocketFactory::getDefault);
        return KafkaProbe.knowsABroker(sockets, port);
    }

    @Override
    String stopSignal() {
        return "TERM";
    }

    @Override
    Duration stopGrace() {
        return Duration.ofSeconds(20);
    }
}
