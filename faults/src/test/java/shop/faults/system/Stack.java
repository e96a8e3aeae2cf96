package shop.faults.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.devstack.Programs;
import shop.faults.host.Host;
import shop.faults.host.Network;
import shop.faults.host.Service;

/** Three nodes of each service, PostgreSQL, Kafka and Consul, each on a host of its own. */
public final class Stack {
    public static final int GRPC = 8080;
    public static final int MANAGEMENT = 8558;
    public static final int ARTERY = 25520;
    public static final int KAFKA = 9092;
    public static final int CONSUL = 8500;
    private static final Duration BOUND = Duration.ofSeconds(180);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final Path folder;
    private final NodeSettings settings;
    private final Map<Place, Host> hosts = new EnumMap<>(Place.class);
    private final Map<Place, Service> services = new EnumMap<>(Place.class);
    private final Database database;
    private final Set<Place> restarted = ConcurrentHashMap.newKeySet();

    /**
     * Starts everything and returns when all of it is ready.
     *
     * @param folder for data and logs
     */
    public Stack(Network network, Path folder, NodeSettings settings) {
        this.folder = folder;
        this.settings = settings;
        for (var place : Place.values()) {
            hosts.put(place, place.in(network));
        }
        var consul = consul();
        var kafka = kafka();
        consul.start();
        kafka.start();
        database = Database.start(
                host(Place.POSTGRES),
                settings.withStandby() ? Optional.of(host(Place.STANDBY)) : Optional.empty(),
                folder);
        services.put(Place.POSTGRES, database.primary());
        database.standby().ifPresent(standby -> services.put(Place.STANDBY, standby));
        services.put(Place.CONSUL, consul);
        services.put(Place.KAFKA, kafka);
        Waiting.until("Consul", BOUND, consul::isReady);
        for (var place : Place.NODES) {
            services.put(place, node(place));
        }
        services.values().forEach(Service::start);
        awaitReady(BOUND);
    }

    public Host host(Place place) {
        return hosts.get(place);
    }

    public Service service(Place place) {
        return services.get(place);
    }

    public boolean has(Place place) {
        return services.containsKey(place);
    }

    /** Of data, logs and clocks. */
    public Path folder() {
        return folder;
    }

    public Database database() {
        return database;
    }

    public String kafkaAddress() {
        return host(Place.KAFKA).address() + ":" + KAFKA;
    }

    private Service consul() {
        var host = host(Place.CONSUL);
        var data = folder.resolve("consul-data");
        return new Service(
                host,
                () -> Programs.consul(
                        "agent",
                        "-server",
                        "-bootstrap-expect=1",
                        "-data-dir=" + data,
                        "-bind=" + host.address(),
                        "-client=0.0.0.0",
                        "-log-level=warn"),
                Map.of(),
                () -> answers(host, CONSUL, "/v1/status/leader")
                        .filter(body -> body.contains(":"))
                        .isPresent(),
                folder);
    }

    private Service kafka() {
        var host = host(Place.KAFKA);
        var settings =
                write("kafka.properties", """
                    process.roles=broker,controller
                    node.id=1
                    listeners=PLAINTEXT://%1$s:%2$d,CONTROLLER://127.0.0.1:9093
                    controller.listener.names=CONTROLLER
                    inter.broker.listener.name=PLAINTEXT
                    controller.quorum.voters=1@127.0.0.1:9093
                    log.dirs=%3$s
                    auto.create.topics.enable=false
                    num.partitions=1
                    default.replication.factor=1
                    min.insync.replicas=1
                    offsets.topic.num.partitions=4
                    offsets.topic.replication.factor=1
                    transaction.state.log.num.partitions=1
                    transaction.state.log.replication.factor=1
                    transaction.state.log.min.isr=1
                    share.coordinator.state.topic.num.partitions=1
                    share.coordinator.state.topic.replication.factor=1
                    share.coordinator.state.topic.min.isr=1
                    group.initial.rebalance.delay.ms=0
                    group.min.session.timeout.ms=1000
                    broker.session.timeout.ms=3000
                    broker.heartbeat.interval.ms=500
                    num.network.threads=2
                    num.io.threads=4
                    background.threads=2
                    log.cleaner.dedupe.buffer.size=4194304
                    """.formatted(host.address(), KAFKA, folder.resolve("kafka-data/log")));
        return new Service(
                host, () -> Programs.kafka(settings), Map.of(), () -> Ports.accepts(host.address(), KAFKA), folder);
    }

    private Path write(String name, String text) {
        try {
            Files.createDirectories(folder.resolve("kafka-data"));
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException("folder: " + folder + " (expected: writable)", e);
        }
    }

    private Service node(Place place) {
        var users = Place.USERS.contains(place);
        var host = host(place);
        var environment = new LinkedHashMap<String, String>();
        environment.put("SHOP_PROFILE", "dev");
        environment.put("SHOP_DEV_NETWORK", "private");
        environment.put("SHOP_HOST", host.address());
        environment.put("SHOP_GRPC_PORT", Integer.toString(GRPC));
        environment.put("SHOP_MANAGEMENT_PORT", Integer.toString(MANAGEMENT));
        environment.put("SHOP_ARTERY_PORT", Integer.toString(ARTERY));
        environment.put("SHOP_REQUIRED_CONTACT_POINTS", "3");
        environment.putAll(databaseOf(users));
        environment.put("SHOP_KAFKA_BOOTSTRAP_SERVERS", kafkaAddress());
        environment.put("SHOP_DISCOVERY", "akka-consul");
        environment.put("CONSUL_HOST", host(Place.CONSUL).address());
        environment.put("CONSUL_PORT", Integer.toString(CONSUL));
        environment.putAll(settings.environment(place, folder));
        return new Service(
                host,
                () -> Programs.service(
                        users ? "user-service" : "order-service",
                        settings.jvmArguments(place, folder),
                        users ? "shop.user.Main" : "shop.order.Main"),
                environment,
                () -> answers(host, GRPC, "/health").isPresent() && isInFullCluster(host),
                folder);
    }

    /** Returns the environment with which a node knows nobody but itself. */
    public Map<String, String> alone(Place place) {
        return Map.of(
                "SHOP_DISCOVERY", "config",
                "SHOP_CONTACT_POINTS", host(place).address() + ":" + MANAGEMENT,
                "SHOP_REQUIRED_CONTACT_POINTS", "1");
    }

    /** Up with both of its peers, and none of them unreachable. */
    private static boolean isInFullCluster(Host host) {
        return answers(host, MANAGEMENT, "/cluster/members")
                .filter(members -> count(members, "\"status\":\"Up\"") == 3)
                .filter(members -> members.replace(" ", "").contains("\"unreachable\":[]"))
                .isPresent();
    }

    private static long count(String text, String part) {
        return text.replace(" ", "").split(part, -1).length - 1;
    }

    private static Optional<String> answers(Host host, int port, String path) {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://" + host.address() + ":" + port + path))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            var answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Starts what has ended, as an orchestrator does. Returns the places. */
    public List<Place> startWhatEnded() {
        return services.entrySet().stream()
                .filter(entry -> !entry.getValue().isAlive())
                .map(entry -> {
                    entry.getValue().start();
                    restarted.add(entry.getKey());
                    return entry.getKey();
                })
                .toList();
    }

    /** Returns what has ended since this was asked last, by a fault or by itself, and was started again. */
    public Set<Place> restarted() {
        var places = Set.copyOf(restarted);
        restarted.removeAll(places);
        return places;
    }

    /** Waits until everything is ready at the same time, and starts what ends meanwhile. */
    public void awaitReady(Duration bound) {
        try {
            Waiting.until("the system", bound, () -> {
                startWhatEnded();
                return services.values().stream().allMatch(Service::isReady);
            });
        } catch (IllegalStateException e) {
            throw new IllegalStateException(notReady(), e);
        }
    }

    private String notReady() {
        return services.values().stream()
                .filter(service -> !service.isReady())
                .map(service -> service + " is not ready; the end of " + service.log() + ":\n" + service.lastWords())
                .collect(Collectors.joining("\n"));
    }

    /** Returns what {@code audit verify} says of each service whose entries were changed, removed or reordered. */
    public List<String> auditFindings() {
        return Stream.of("user-service", "order-service")
                .flatMap(service -> verifyAudit(service).stream())
                .toList();
    }

    private Optional<String> verifyAudit(String service) {
        var command = new ArrayList<>(Programs.service(service, List.of(), "shop.platform.audit.AuditCommand"));
        command.add("verify");
        var verify = new ProcessBuilder(command).redirectErrorStream(true);
        verify.environment().putAll(databaseOf(service.equals("user-service")));
        try {
            var process = verify.start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.empty() : Optional.of(output);
        } catch (IOException e) {
            throw new UncheckedIOException("audit verify did not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Map<String, String> databaseOf(boolean users) {
        return Map.of(
                "SHOP_DATABASE_URL",
                database.nodeUrl(users ? "shop_users" : "shop_orders"),
                "SHOP_DATABASE_USER",
                "postgres");
    }

    /** Everything that runs. */
    public Stream<Place> places() {
        return services.keySet().stream();
    }
}
