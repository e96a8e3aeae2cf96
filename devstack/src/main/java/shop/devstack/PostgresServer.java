package shop.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real PostgreSQL server on a loopback port, durable: fsync and synchronous_commit are on. Its superuser is {@code postgres},
 * whose password is in a file that only the owner of the data may read: without it, every program on this machine could run
 * commands as the server. Safe for use by several threads.
 */
public final class PostgresServer extends Component {
    /** In the folder of the data, which only its owner may enter, and which is copied with the roles into backups and standbys. */
    private static final String PASSWORD = "superuser-password";

    static final String SUPERUSER = "postgres";

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static PostgresServer shared;

    private final Path dataDirectory;
    private final int port;
    private final List<String> furtherSettings;

    private PostgresServer(Workspace workspace, Path dataDirectory, int port, String... furtherSettings) {
        super("postgres", workspace);
        this.dataDirectory = dataDirectory;
        this.port = port;
        this.furtherSettings = List.of(furtherSettings);
    }

    /** The server that all tests of this JVM share; it stops with the JVM and leaves nothing behind. */
    public static synchronized PostgresServer shared() {
        if (shared == null) {
            var workspace = Workspace.temporary();
            var server = new PostgresServer(workspace, workspace.data("postgres"), Ports.free());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                workspace.delete();
            }));
            shared = server.ready();
        }
        return shared;
    }

    /** Starts a server that keeps its data in {@code dataDirectory} and listens on {@code port}. */
    public static PostgresServer start(Path dataDirectory, int port) {
        return new PostgresServer(
                        Workspace.at(dataDirectory.toAbsolutePath().resolveSibling("postgres-run")),
                        dataDirectory.toAbsolutePath(),
                        port)
                .ready();
    }

    /** A server that is not started yet. */
    static PostgresServer in(Workspace workspace, int port) {
        return new PostgresServer(workspace, workspace.data("postgres"), port);
    }

    /** Starts a server on a port of its own that keeps its data in a folder; one that {@link #backUp} made is restored. */
    public static PostgresServer start(Path dataDirectory) {
        return start(dataDirectory, Ports.free());
    }

    /**
     * Starts a server that takes connections over TLS only, on a port of its own. It listens on 127.0.0.2 as well, which its
     * certificate does not name.
     *
     * @param certificates with one of {@code postgres}
     */
    public static PostgresServer startSecure(Path dataDirectory, DevelopmentCertificates certificates) {
        var data = dataDirectory.toAbsolutePath();
        var access = data.resolveSibling("pg_hba.conf");
        try {
            Files.writeString(access, "hostssl all all 127.0.0.0/8 scram-sha-256\n");
        } catch (IOException e) {
            throw new UncheckedIOException("file: " + access + " (expected: writable)", e);
        }
        return new PostgresServer(
                        Workspace.at(data.resolveSibling("postgres-run")),
                        data,
                        Ports.free(),
                        "listen_addresses=127.0.0.1,127.0.0.2",
                        "hba_file=" + access,
                        "ssl=on",
                        "ssl_cert_file=" + certificates.certificate("postgres"),
                        "ssl_key_file=" + certificates.key("postgres"))
                .ready();
    }

    /**
     * Starts a standby that follows {@code primary}, on a port of its own.
     *
     * @param folder absent
     */
    public static PostgresServer standby(PostgresServer primary, Path folder) {
        primary.backUp(folder);
        try {
            Files.createFile(folder.resolve("standby.signal"));
            Files.writeString(
                    folder.resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres password=%s application_name=standby'%n"
                            .formatted(primary.port, primary.password()));
        } catch (IOException e) {
            throw new UncheckedIOException("folder: " + folder + " (expected: writable)", e);
        }
        return start(folder);
    }

    private PostgresServer ready() {
        launch();
        awaitReady(Devstack.DEFAULT_READY_BOUND);
        return this;
    }

    @Override
    List<String> command() {
        if (!Files.exists(dataDirectory.resolve("PG_VERSION"))) {
            initialise();
        } else if (!Files.exists(passwordFile())) {
            requirePasswords();
        }
        var arguments = new ArrayList<>(List.of("-D", dataDirectory.toString()));
        var settings = List.of(
                "port=" + port,
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "fsync=on",
                "synchronous_commit=on",
                "max_connections=300",
                "timezone=UTC",
                "log_timezone=UTC");
        Stream.concat(settings.stream(), furtherSettings.stream())
                .forEach(setting -> arguments.addAll(List.of("-c", setting)));
        return program("postgres", arguments.toArray(String[]::new));
    }

    /** Makes the data directory beside its place and moves it there whole, so that an interrupted one is never used. */
    private void initialise() {
        try {
            var draft = dataDirectory.resolveSibling(dataDirectory.getFileName() + ".draft");
            Workspace.delete(draft);
            Files.createDirectories(dataDirectory.getParent());
            var password = Secrets.make(dataDirectory.resolveSibling(dataDirectory.getFileName() + ".password"));
            var initdb = new ProcessBuilder(program(
                            "initdb",
                            "--pgdata=" + draft,
                            "--username=postgres",
                            "--auth=scram-sha-256",
                            "--pwfile=" + password,
                            "--encoding=UTF8",
                            "--no-locale",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            workspace().log(name()).toFile()))
                    .start();
            if (initdb.waitFor() != 0) {
                throw new IllegalStateException("PostgreSQL's data directory cannot be made; the end of "
                        + workspace().log(name()) + ":\n" + String.join("\n", lastLogLines(10)));
            }
            Files.move(password, draft.resolve(PASSWORD));
            if (Files.isDirectory(dataDirectory)) {
                Files.delete(dataDirectory);
            }
            Files.move(draft, dataDirectory);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "folder: " + dataDirectory + " (expected: absent or empty, and writable)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while making PostgreSQL's data directory", e);
        }
    }

    /** Gives a password to the superuser of a server that was made before passwords were required. */
    private void requirePasswords() {
        try {
            var draft = Secrets.make(dataDirectory.resolveSibling(dataDirectory.getFileName() + ".password"));
            var alone = new ProcessBuilder(program("postgres", "--single", "-D", dataDirectory.toString(), "postgres"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            workspace().log(name()).toFile()))
                    .start();
            try (var statements = alone.outputWriter()) {
                statements.write("alter role postgres password '" + Secrets.read(draft) + "'\n");
            }
            if (alone.waitFor() != 0) {
                throw new IllegalStateException("PostgreSQL's superuser cannot be given a password; the end of "
                        + workspace().log(name()) + ":\n" + String.join("\n", lastLogLines(10)));
            }
            var access = dataDirectory.resolve("pg_hba.conf");
            Files.writeString(access, Files.readString(access).replaceAll("(?m)\\btrust$", "scram-sha-256"));
            Files.move(draft, passwordFile());
        } catch (IOException e) {
            throw new UncheckedIOException("folder: " + dataDirectory + " (expected: writable)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while giving PostgreSQL's superuser a password", e);
        }
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own it is nobody, and the files stay root's. */
    static List<String> program(String name, String... arguments) {
        var command = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "--user"));
        }
        command.add(PostgresBinaries.folder().resolve("bin").resolve(name).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    @Override
    boolean isReady() {
        if (!Files.exists(passwordFile())) {
            return false;
        }
        try (var connection = DriverManager.getConnection(jdbcUrl("postgres"))) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    /** The fast shutdown: ends sessions, rolls open transactions back, writes a checkpoint. */
    @Override
    String stopSignal() {
        return "INT";
    }

    @Override
    Duration stopGrace() {
        return Duration.ofSeconds(20);
    }

    /** Creates an empty database with a name of its own and returns its JDBC URL, user name included. */
    public String createDatabase() {
        var name = "test_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
        createDatabase(name);
        return jdbcUrl(name);
    }

    /** Creates the database unless it is there. */
    public void createDatabase(String name) {
        try (var connection = DriverManager.getConnection(jdbcUrl("postgres"));
                var exists = connection.prepareStatement("select 1 from pg_database where datname = ?");
                var create = connection.createStatement()) {
            exists.setString(1, name);
            if (!exists.executeQuery().next()) {
                create.execute("create database \"" + name + "\"");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("database: " + name + " (cannot be created)", e);
        }
    }

    /**
     * Makes a physical backup of the running server, of all its databases as they are when this returns. It is what
     * {@code pg_basebackup} does, by the same functions of the server.
     *
     * @param folder absent
     */
    public void backUp(Path folder) {
        PhysicalBackup.make(jdbcUrl("postgres"), dataDirectory, folder);
    }

    /** Returns a URL with the superuser's name and password in it, which belongs neither in logs nor on a command line. */
    public String jdbcUrl(String database) {
        return url(database) + "?user=" + SUPERUSER + "&password=" + password();
    }

    /** Returns a URL without user and password. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Returns the file with the superuser's password. It is there once the server has been started for the first time. */
    public Path passwordFile() {
        return dataDirectory.resolve(PASSWORD);
    }

    private String password() {
        return Secrets.read(passwordFile());
    }

    /**
     * Creates a role that may log in and see the sessions of others, as nodes watch for transactions that hold back projections.
     * Gives it this password if it is there.
     */
    void createRole(String name, String password) {
        try (var connection = DriverManager.getConnection(jdbcUrl("postgres"));
                var exists = connection.prepareStatement("select 1 from pg_roles where rolname = ?");
                var change = connection.createStatement()) {
            exists.setString(1, name);
            var verb = exists.executeQuery().next() ? "alter" : "create";
            change.execute(verb + " role \"" + name + "\" login password '" + password + "'");
            change.execute("grant pg_read_all_stats to \"" + name + '"');
        } catch (SQLException e) {
            throw new IllegalStateException("role: " + name + " (cannot be created)", e);
        }
    }

    public int port() {
        return port;
    }
}
