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
import shop.devstack.PostgresServer;

/** What the run measures: a PostgreSQL of its own, user-service on it, and the yardstick servers. */
final class Stack implements AutoCloseable {
    private static final int BATCH_CONNECTIONS = 4;
    private static final int BATCH_ROWS = 100;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Database database;
    private final Inserts batches;
    private final Inserts commits;
    private final String userDatabase;
    private Server userService;
    private Server akka;
    private Server grpc;

    private Stack(Options options, Path data) throws SQLException {
        delete(data);
        parts.push(() -> delete(data));
        var postgres = PostgresServer.start(data, ChildJvm.freePort());
        parts.push(postgres);
        postgres.createDatabase("users");
        postgres.createDatabase("yardsticks");
        userDatabase = postgres.jdbcUrl("users");
        batches = new Inserts(postgres.jdbcUrl("yardsticks"), BATCH_CONNECTIONS, BATCH_ROWS);
        commits = new Inserts(postgres.jdbcUrl("yardsticks"), options.writers(), 1);
        database = new Database(userDatabase);
        parts.push(database);
    }

    static Stack start(Options options) throws Exception {
        var stack = new Stack(options, options.report().toAbsolutePath().resolveSibling("postgres"));
        try {
            stack.startServers(options);
            return stack;
        } catch (Exception e) {
            stack.close();
            throw e;
        }
    }

    private void startServers(Options options) throws InterruptedException {
        var classPath = System.getProperty("java.class.path");
        if (options.needsService()) {
            userService = Server.userService(userDatabase, options);
            parts.push(userService);
        }
        if (options.measures(Options.Part.YARDSTICKS) && options.population().isEmpty()) {
            akka = Server.yardstick(AkkaYardstick.class, akkaClassPath(classPath, options), options);
            parts.push(akka);
            grpc = Server.yardstick(GrpcYardstick.class, classPath, options);
            parts.push(grpc);
        }
    }

    /** The service's own class path before ours, so that the yardstick has the service's settings of Akka HTTP. */
    private static String akkaClassPath(String own, Options options) {
        if (!options.needsService()) {
            return own;
        }
        return Server.serviceClassPath(options.service()) + File.pathSeparator + own;
    }

    Database database() {
        return database;
    }

    /** A connection of its own to the service's database, for use on another thread; closed with the stack. */
    Database anotherConnection() throws SQLException {
        var another = new Database(userDatabase);
        parts.push(another);
        return another;
    }

    Inserts batches() {
        return batches;
    }

    Inserts commits() {
        return commits;
    }

    Server userService() {
        return userService;
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
