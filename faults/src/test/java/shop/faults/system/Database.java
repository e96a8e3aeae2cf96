package shop.faults.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import shop.devstack.Programs;
import shop.faults.host.Host;
import shop.faults.host.Service;

/** PostgreSQL on a host, and in some runs a standby on another that confirms every commit. */
public final class Database {
    public static final int PORT = 5432;
    private static final List<String> DATABASES = List.of("shop_users", "shop_orders");
    private static final Duration STOP = Duration.ofSeconds(20);

    private final Host host;
    private final Service primary;
    private final Optional<Service> standby;

    private Database(Host host, Service primary, Optional<Service> standby) {
        this.host = host;
        this.primary = primary;
        this.standby = standby;
    }

    /** Makes the data folders and starts the servers. */
    static Database start(Host host, Optional<Host> standbyHost, Path folder) {
        var data = folder.resolve("postgres-data");
        initialise(host, data);
        var primary = service(host, data, folder);
        primary.start();
        var database = new Database(host, primary, Optional.empty());
        database.awaitReady();
        DATABASES.forEach(name -> database.execute("create database " + name));
        if (standbyHost.isEmpty()) {
            return database;
        }
        // A copy of a server at rest is the best base backup there is.
        primary.end("INT", STOP);
        var copy = folder.resolve("standby-data");
        run(host, List.of("cp", "-a", data.toString(), copy.toString()));
        follow(host, copy);
        append(data.resolve("postgresql.conf"), "synchronous_standby_names = 'standby'\n");
        var standby = service(standbyHost.get(), copy, folder);
        primary.start();
        standby.start();
        var both = new Database(host, primary, Optional.of(standby));
        both.awaitReady();
        return both;
    }

    private static void initialise(Host host, Path data) {
        run(
                host,
                Programs.postgres(
                        "initdb",
                        "--pgdata=" + data,
                        "--username=postgres",
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--no-locale",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8"));
        append(data.resolve("pg_hba.conf"), "host all all samenet trust\nhost replication all samenet trust\n");
        append(data.resolve("postgresql.conf"), """
            listen_addresses = '*'
            unix_socket_directories = ''
            fsync = on
            max_connections = 300
            timezone = 'UTC'
            log_timezone = 'UTC'
            hot_standby = on
            wal_receiver_status_interval = 1s
            wal_sender_timeout = 5s
            wal_receiver_timeout = 5s
            wal_keep_size = '1GB'
            """);
    }

    private static void follow(Host primary, Path data) {
        append(data.resolve("standby.signal"), "");
        append(
                data.resolve("postgresql.conf"),
                "primary_conninfo = 'host=%s port=%d user=postgres application_name=standby'\n"
                        .formatted(primary.address(), PORT));
    }

    private static Service service(Host host, Path data, Path folder) {
        return new Service(
                host,
                () -> Programs.postgres("postgres", "-D", data.toString()),
                Map.of(),
                () -> canConnect(host),
                folder);
    }

    private static void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("file: " + file + " (expected: writable)", e);
        }
    }

    private static void run(Host host, List<String> command) {
        try {
            var process = new ProcessBuilder(host.command(command))
                    .redirectErrorStream(true)
                    .start();
            var output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException("command: " + command + " (failed): " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    public Service primary() {
        return primary;
    }

    /** Empty in runs without one. */
    public Optional<Service> standby() {
        return standby;
    }

    private void awaitReady() {
        Waiting.until("PostgreSQL", Duration.ofSeconds(60), primary::isReady);
        standby.ifPresent(server -> Waiting.until("the standby", Duration.ofSeconds(60), server::isReady));
    }

    private static boolean canConnect(Host host) {
        try (var connection = DriverManager.getConnection(url(host, "postgres"))) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Opens a connection to one of the databases. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(host, database));
    }

    private void execute(String command) {
        try (var connection = connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute(command);
        } catch (SQLException e) {
            throw new IllegalStateException("command: " + command, e);
        }
    }

    /** What a node is given. */
    String nodeUrl(String database) {
        return "jdbc:postgresql://%s:%d/%s".formatted(host.address(), PORT, database);
    }

    private static String url(Host host, String database) {
        return "jdbc:postgresql://%s:%d/%s?user=postgres&connectTimeout=2&socketTimeout=10&loginTimeout=3"
                .formatted(host.address(), PORT, database);
    }
}
