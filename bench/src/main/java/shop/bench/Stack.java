package shop.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import shop.devstack.KafkaBroker;
import shop.devstack.Ports;
import shop.devstack.PostgresServer;

/**
 * What the run measures: a PostgreSQL and a Kafka of its own, the services on them, and the yardstick servers. Only what
 * the options ask for is started.
 */
final class Stack implements AutoCloseable {
    private static final int BATCH_CONNECTIONS = 4;
    private static final int BATCH_ROWS = 100;

    private final Options options;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final PostgresServer postgres;
    private final Database users;
    private final Database orders;
    private final Inserts batches;
    private final Inserts commits;
    private final Inserts fencedCommits;
    private final Inserts loneCommits;
    private final Database statements;
    private KafkaBroker kafka;
    private Server userService;
    private Server orderService;
    private Observation observation;
    private Server akka;
    private Server grpc;

    private Stack(Options options, Path data) throws SQLException {
        this.options = options;
        delete(data);
        parts.push(() -> delete(data));
        postgres = postgres(data);
        parts.push(postgres);
        users = database("users");
        orders = database("orders");
        statements = database("yardsticks");
        statements.execute("create extension pg_stat_statements");
        batches = new Inserts(postgres.jdbcUrl("yardsticks"), BATCH_CONNECTIONS, BATCH_ROWS, false);
        commits = new Inserts(postgres.jdbcUrl("yardsticks"), options.writers(), 1, false);
        fencedCommits = new Inserts(postgres.jdbcUrl("yardsticks"), options.writers(), 1, true);
        loneCommits = new Inserts(postgres.jdbcUrl("yardsticks"), 1, 1, false);
    }

    /**
     * One that remembers when each transaction was committed, for {@link Lags}, counts statements, and has memory and log enough for a
     * million users: by default it has 128 MB and 1 GB, and writes whole pages again and again. It has to start again for that.
     */
    static PostgresServer postgres(Path data) throws SQLException {
        var port = Ports.free();
        try (var first = PostgresServer.start(data, port);
                var database = new Database(first.jdbcUrl("postgres"))) {
            database.execute("alter system set track_commit_timestamp = on");
            database.execute("alter system set shared_preload_libraries = 'pg_stat_statements'");
            database.execute("alter system set shared_buffers = '1GB'");
            database.execute("alter system set max_wal_size = '8GB'");
            database.execute("alter system set checkpoint_timeout = '15min'");
        }
        return PostgresServer.start(data, port);
    }

    private Database database(String name) throws SQLException {
        postgres.createDatabase(name);
        var database = new Database(postgres.jdbcUrl(name));
        parts.push(database);
        return database;
    }

    static Stack start(Options options) throws Exception {
        var stack = new Stack(options, options.report().toAbsolutePath().resolveSibling("postgres"));
        try {
            stack.startServers();
            return stack;
        } catch (Exception e) {
            stack.close();
            throw e;
        }
    }

    private void startServers() throws InterruptedException {
        if (options.needsUserService() || options.needsTelemetryNodes()) {
            kafka = KafkaBroker.start();
            parts.push(kafka);
        }
        if (options.needsTelemetryNodes()) {
            observation = Observation.start(postgres, kafka.bootstrapServers(), options);
            parts.push(observation);
        }
        if (options.needsUserService()) {
            var jdbcUrl = postgres.jdbcUrl("users");
            userService = Server.service(Service.USERS, jdbcUrl, kafka.bootstrapServers(), "", options);
            parts.push(userService);
        }
        if (options.needsOrderService()) {
            var jdbcUrl = postgres.jdbcUrl("orders");
            var others = Service.USERS + "=127.0.0.1:" + userService.port();
            orderService = Server.service(Service.ORDERS, jdbcUrl, kafka.bootstrapServers(), others, options);
            parts.push(orderService);
        }
        if (options.measures(Options.Part.YARDSTICKS) && options.population().isEmpty()) {
            var classPath = System.getProperty("java.class.path");
            akka = Server.yardstick(AkkaYardstick.class, akkaClassPath(classPath), options);
            parts.push(akka);
            grpc = Server.yardstick(GrpcYardstick.class, classPath, options);
            parts.push(grpc);
        }
    }

    /** The service's own class path before ours, so that the yardstick has the service's settings of Akka HTTP. */
    private String akkaClassPath(String own) {
        if (!options.needsUserService()) {
            return own;
        }
        return Server.classPath(Service.USERS, options) + File.pathSeparator + own;
    }

    /** user-service's; it is there, and empty, when the service is not. */
    Database users() {
        return users;
    }

    /** order-service's, likewise. */
    Database orders() {
        return orders;
    }

    /** What runs for the sake of a server, besides PostgreSQL: Kafka and the other service. */
    List<ProcessHandle> beside(Server server) {
        return Stream.concat(
                        Stream.ofNullable(kafka).flatMap(broker -> ProcessHandle.of(broker.pid()).stream()),
                        Stream.of(userService, orderService)
                                .filter(other -> other != null && other != server)
                                .map(other -> other.jvm().process()))
                .toList();
    }

    Inserts batches() {
        return batches;
    }

    Inserts commits() {
        return commits;
    }

    Inserts fencedCommits() {
        return fencedCommits;
    }

    Inserts loneCommits() {
        return loneCommits;
    }

    /** How many statements the server has run so far, for whomever. */
    long statements() throws SQLException {
        return Long.parseLong(statements.one("select sum(calls) from pg_stat_statements"));
    }

    Server userService() {
        return userService;
    }

    Server orderService() {
        return orderService;
    }

    /** Two nodes that differ in one thing: whether they are observed. */
    Observation observation() {
        return observation;
    }

    Server akka() {
        return akka;
    }

    Server grpc() {
        return grpc;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            var part = parts.pop();
            Interruption.asFailure(() -> {
                part.close();
                return null;
            });
        }
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be emptied", e);
        }
    }
}
