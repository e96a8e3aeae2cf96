package shop.devstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * The whole system, running on this machine on the jars that the build made: PostgreSQL, Kafka, Consul when there is a
 * binary, and the nodes of the services. For the launcher, and for tests that want a real system to break.
 *
 * <p>Safe for use by several threads.
 */
public final class Devstack implements AutoCloseable {
    /** How long a part may take from its start until it serves, on a machine that is busy with other things. */
    public static final Duration DEFAULT_READY_BOUND = Duration.ofMinutes(4);

    /** Longer than anybody leaves ./run alone. */
    private static final Duration CONSOLE_TOKEN_LIFETIME = Duration.ofDays(30);

    private final Topology topology;
    private final Path project;
    private final Workspace workspace;
    private final Progress progress;
    private final boolean temporary;
    private final PostgresServer postgres;
    private final KafkaBroker kafka;
    private final Optional<ConsulAgent> consul;
    private final DevelopmentIssuer issuer;
    private final Optional<DevelopmentCertificates> certificates;
    private final Map<String, String> environment;
    private final List<String> nodeFlags;
    private final List<ServiceNode> nodes;
    private final Optional<Control> control;
    private final Optional<WebConsole> console;
    private volatile TraceReceiver traces; // null before the start
    private volatile boolean closing;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "devstack");
        thread.setDaemon(true);
        return thread;
    });

    private Devstack(Builder builder) {
        topology = builder.topology;
        project = builder.project;
        workspace = builder.workspace;
        progress = builder.progress;
        temporary = builder.temporary;
        postgres = PostgresServer.in(workspace, topology.postgresPort());
        kafka = KafkaBroker.in(workspace, topology.kafkaPort(), topology.kafkaControllerPort());
        consul = builder.withConsul && ConsulAgent.available()
                ? Optional.of(ConsulAgent.in(workspace, topology.consulPort()))
                : Optional.empty();
        issuer = DevelopmentIssuer.in(workspace.data(DevelopmentIssuer.FOLDER));
        certificates = builder.secure ? Optional.of(certificates()) : Optional.empty();
        environment = builder.environment;
        nodeFlags = builder.fast ? ServiceNode.FAST : ServiceNode.QUICK_START;
        nodes = topology.nodes().stream().map(this::node).toList();
        control = builder.withConsole
                ? Optional.of(Control.over(
                        Stream.concat(nodes.stream(), infrastructure().stream()).toList(),
                        new AuditTail(topology.databases().stream()
                                .<Supplier<String>>map(database -> () -> postgres.jdbcUrl(database))
                                .toList())))
                : Optional.empty();
        console =
                control.map(way -> new WebConsole(workspace, project, topology.consolePort(), consoleEnvironment(way)));
    }

    private Map<String, String> consoleEnvironment(Control way) {
        var environment = new LinkedHashMap<String, String>();
        environment.put("SHOP_CONSOLE_PORT", Integer.toString(topology.consolePort()));
        environment.put("SHOP_CONSOLE_CONTROL", way.uri().toString());
        environment.put("SHOP_CONSOLE_CONTROL_TOKEN", way.token());
        environment.put("SHOP_CONSOLE_TRACES", "http://127.0.0.1:" + topology.tracesPort());
        environment.put(
                "SHOP_CONSOLE_ENTITIES",
                topology.services().stream()
                        .map(service -> service.name() + "=" + String.join(",", service.entities()))
                        .collect(Collectors.joining(";")));
        consul.ifPresent(agent -> environment.put("SHOP_CONSOLE_CONSUL", "http://127.0.0.1:" + agent.port()));
        certificates.ifPresent(files -> {
            environment.put("SHOP_CONSOLE_TOKEN", issuer.token("console", List.of("admin"), CONSOLE_TOKEN_LIFETIME));
            environment.put("SHOP_CONSOLE_CA_FILE", files.authority().toString());
            environment.put(
                    "SHOP_CONSOLE_CERTIFICATES", files.authority().getParent().toString());
        });
        return environment;
    }

    private ServiceNode node(Topology.Node node) {
        var all = topology.environment(node, postgres.url(node.service().localDatabase()), consul.isPresent());
        all.putAll(secrets(node.service()));
        all.putAll(security(node.service()));
        all.putAll(environment);
        return new ServiceNode(node, nodeFlags, project, workspace, all, clientContext());
    }

    private DevelopmentCertificates certificates() {
        var services = Stream.concat(
                        topology.services().stream().map(ServiceEntry::name),
                        Stream.of(DevelopmentCertificates.PROMETHEUS))
                .toArray(String[]::new);
        var folder = workspace.data("certificates");
        Workspace.delete(folder);
        return DevelopmentCertificates.make(folder, services);
    }

    private Map<String, String> secrets(ServiceEntry service) {
        return Map.of(
                "SHOP_DATABASE_PASSWORD_FILE", rolePassword(service).toString(),
                "SHOP_DATABASE_MIGRATION_PASSWORD_FILE", postgres.passwordFile().toString());
    }

    private Path rolePassword(ServiceEntry service) {
        return Secrets.keep(workspace.data("secrets").resolve(service.localRole()));
    }

    /** The databases, the roles of the nodes, and the file from which psql takes the superuser's password. */
    private void makeDatabases() {
        for (var service : topology.services()) {
            postgres.createDatabase(service.localDatabase());
            postgres.createRole(service.localRole(), Secrets.read(rolePassword(service)));
        }
        Secrets.write(
                passwordsOfPsql(),
                "127.0.0.1:%d:*:%s:%s%n"
                        .formatted(postgres.port(), PostgresServer.SUPERUSER, Secrets.read(postgres.passwordFile())));
    }

    private Path passwordsOfPsql() {
        return workspace.data("pgpass");
    }

    /** Returns a shell command that opens a session in a database; the password is not in it. */
    String psql(String database) {
        return "PGPASSFILE='%s' psql -h 127.0.0.1 -p %d -U %s %s"
                .formatted(passwordsOfPsql(), postgres.port(), PostgresServer.SUPERUSER, database);
    }

    /** Tokens are believed where they are not asked for, too. */
    private Map<String, String> security(ServiceEntry service) {
        var environment = new LinkedHashMap<>(issuer.environment());
        certificates.ifPresent(files -> {
            environment.putAll(files.environment(service.name()));
            environment.put("SHOP_SECURITY_MODE", "enforced");
        });
        return environment;
    }

    private Optional<SSLContext> clientContext() {
        return certificates.map(DevelopmentCertificates::clientContext);
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts all parts; throws as soon as one fails and leaves it to the caller to close.
     *
     * @throws CancellationException if the stack was closed meanwhile
     */
    void start() {
        components().forEach(component -> workspace.turnLog(component.name()));
        traces = TraceReceiver.listen(topology.tracesPort());
        try {
            // Nodes need no Kafka to start, and it takes as long as they do.
            together(List.<Runnable>of(() -> startOne(kafka), this::startNodes), Runnable::run);
            console.ifPresent(this::startOne);
        } catch (RuntimeException e) {
            throw closing ? new CancellationException("closed while starting") : e;
        }
    }

    private void startNodes() {
        together(Stream.concat(Stream.of(postgres), consul.stream()).toList(), this::startOne);
        makeDatabases();
        together(nodes, this::startOne);
    }

    private void startOne(Component component) {
        var begun = System.nanoTime();
        progress.starting(component);
        component.launch();
        component.awaitReady(DEFAULT_READY_BOUND);
        progress.ready(component, Duration.ofNanos(System.nanoTime() - begun));
    }

    private <T> void together(List<T> subjects, Consumer<? super T> action) {
        var all = subjects.stream()
                .map(subject -> CompletableFuture.runAsync(() -> action.accept(subject), threads))
                .toArray(CompletableFuture<?>[]::new);
        try {
            firstFailureOrAll(all).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** A part that failed is reported at once, not after the bound of those that wait for it in vain. */
    private static CompletableFuture<?> firstFailureOrAll(CompletableFuture<?>[] all) {
        var result = new CompletableFuture<Void>();
        CompletableFuture.allOf(all).thenRun(() -> result.complete(null));
        for (var one : all) {
            one.whenComplete((done, failure) -> {
                if (failure != null) {
                    result.completeExceptionally(failure);
                }
            });
        }
        return result;
    }

    /** Makes tokens that the nodes accept. */
    public DevelopmentIssuer issuer() {
        return issuer;
    }

    boolean isClosing() {
        return closing;
    }

    /** Every part, in the order in which they start. */
    List<Component> components() {
        return Stream.of(infrastructure().stream(), nodes.stream(), console.stream())
                .<Component>flatMap(parts -> parts)
                .toList();
    }

    private List<Component> infrastructure() {
        return Stream.concat(Stream.of(postgres, kafka), consul.stream()).toList();
    }

    /** The nodes of all services. */
    public List<ServiceNode> nodes() {
        return nodes;
    }

    /** @param service of the list of services */
    public List<ServiceNode> nodes(String service) {
        return nodes.stream().filter(node -> node.service().equals(service)).toList();
    }

    /** @param index from 0, among the nodes of the service */
    public ServiceNode node(String service, int index) {
        return nodes(service).get(index);
    }

    /**
     * One more node of a service, for its cluster; only with Consul, by which the others find it. It is not launched, and
     * its caller closes it.
     *
     * @param name of no other node
     */
    public ServiceNode addition(String service, String name) {
        var kind = topology.services().stream()
                .filter(known -> known.name().equals(service))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("service: " + service + " (expected: one of the stack's)"));
        return node(new Topology.Node(kind, name, Ports.free(), Ports.free(), Ports.free()));
    }

    /**
     * One more node on the database of the first, that knows nobody but itself: what a deployment gone wrong would start.
     * It is not launched, and its caller closes it.
     *
     * @param environment added to its own
     */
    public ServiceNode outsider(Map<String, String> environment) {
        var service = topology.nodes().get(0).service();
        var node = new Topology.Node(service, service.name() + "-outsider", Ports.free(), Ports.free(), Ports.free());
        var all = topology.with(List.of(node)).environment(node, postgres.url(service.localDatabase()), false);
        all.putAll(secrets(service));
        all.putAll(security(service));
        all.putAll(environment);
        return new ServiceNode(node, nodeFlags, project, workspace, all, clientContext());
    }

    /** The command behind {@code ./run projection}, for one service of this system. Not started yet. */
    public ProcessBuilder projection(String service, String... command) {
        return projection(service, postgres, command);
    }

    /** As {@link #projection(String, String...)}, on the service's database in another server. */
    public ProcessBuilder projection(String service, PostgresServer server, String... command) {
        var words = Stream.concat(Stream.of("projection"), Stream.of(command)).toList();
        return program(service, server, ServiceCommandOptions.parse(ServiceList.of(project), words));
    }

    private ProcessBuilder program(String service, PostgresServer server, ServiceCommandOptions options) {
        var database = topology.services().stream()
                .filter(known -> known.name().equals(service))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("service: " + service + " (expected: one of the stack's)"))
                .localDatabase();
        return new ServiceProgram(
                        project, service, server.url(database), server.passwordFile(), kafka.bootstrapServers())
                .command(options.program().main(), options.command());
    }

    /**
     * What {@code ./run PROGRAM COMMAND} does, for one service of this system. Not started yet.
     *
     * @param program {@code audit}, {@code database}, {@code projection}, or one that the service lists
     */
    public ProcessBuilder program(String service, String program, String command) {
        return program(
                service, postgres, ServiceCommandOptions.parse(ServiceList.of(project), List.of(program, command)));
    }

    public PostgresServer postgres() {
        return postgres;
    }

    public KafkaBroker kafka() {
        return kafka;
    }

    /** Where the nodes' spans are. */
    public TraceReceiver traces() {
        return traces;
    }

    /** Empty where there is no binary or it was not wanted; the nodes then know each other by configuration. */
    public Optional<ConsulAgent> consul() {
        return consul;
    }

    /** Empty unless it was asked for. */
    public Optional<WebConsole> console() {
        return console;
    }

    /** Those of the nodes; empty for a stack that is not secure. */
    public Optional<DevelopmentCertificates> tls() {
        return certificates;
    }

    /** Stops the services, then what they stand on. Deletes the data of a stack that was made in a temporary folder. */
    @Override
    public void close() {
        closing = true;
        stopAll();
    }

    private synchronized void stopAll() {
        if (threads.isShutdown()) {
            return;
        }
        console.ifPresent(this::stopOne);
        control.ifPresent(Control::close);
        together(nodes, this::stopOne);
        together(infrastructure(), this::stopOne);
        if (traces != null) {
            traces.close();
        }
        threads.shutdown();
        if (temporary) {
            workspace.delete();
        }
    }

    private void stopOne(Component component) {
        if (component.isAlive()) {
            progress.stopping(component);
        }
        component.close();
    }

    /** How a stack is to be. Without further ado: one node of each service, free ports, data in a temporary folder. */
    public static final class Builder {
        private int nodeCount = 1;
        private boolean withConsul = true;
        private boolean withConsole;
        private boolean secure;
        private boolean fast;
        private Map<String, String> environment = Map.of();
        private Path project;
        private Topology topology;
        private Workspace workspace;
        private boolean temporary;
        private Progress progress = Progress.SILENT;

        private Builder() {}

        /** @param count nodes of each service, from 1 to 9 */
        public Builder nodes(int count) {
            nodeCount = count;
            return this;
        }

        /** @param wanted false: the nodes know each other by configuration, even where there is a binary */
        public Builder withConsul(boolean wanted) {
            withConsul = wanted;
            return this;
        }

        /** @param wanted true: with the console, through which the parts can be stopped and started */
        public Builder withConsole(boolean wanted) {
            withConsole = wanted;
            return this;
        }

        /** @param wanted true: as in production: TLS only, with certificates that are made for this start, and access rules */
        public Builder secure(boolean wanted) {
            secure = wanted;
            return this;
        }

        /** @param wanted true: nodes compile their code as in production, and take longer to get ready */
        public Builder fast(boolean wanted) {
            fast = wanted;
            return this;
        }

        /** @param more added to the environment of every node */
        public Builder environment(Map<String, String> more) {
            environment = Map.copyOf(more);
            return this;
        }

        /** The project's top folder; when not given, it is searched from the working directory upwards. */
        public Builder project(Path folder) {
            project = folder;
            return this;
        }

        Builder topology(Topology given) {
            topology = given;
            return this;
        }

        Builder workspace(Workspace given) {
            workspace = given;
            return this;
        }

        Builder progress(Progress listener) {
            progress = listener;
            return this;
        }

        /**
         * Starts the stack and returns when all of it serves; when a part fails, ends the others and throws. The stack
         * ends with this JVM at the latest.
         */
        public Devstack start() {
            var stack = build();
            Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
            try {
                stack.start();
            } catch (RuntimeException e) {
                stack.close();
                throw e;
            }
            return stack;
        }

        /** A stack that is not started yet. */
        Devstack build() {
            if (project == null) {
                project = Project.folder();
            }
            if (topology == null) {
                topology = Topology.of(ServiceList.of(project), nodeCount, port -> Ports.free());
            }
            if (workspace == null) {
                workspace = Workspace.temporary();
                temporary = true;
            }
            return new Devstack(this);
        }
    }
}
