package shop.platform.audit;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import shop.platform.entity.CallOrigin;
import shop.platform.journal.TestNode;

/** An audit on a database of its own, and what somebody can do to it who owns the database. */
final class TestAudit {
    static final Duration BOUND = Duration.ofSeconds(90);
    static final SigningKeys NO_KEYS = SigningKeys.in("");

    /** Keys that are made of these names. */
    static SigningKeys keys(String... names) {
        try {
            var file = Files.createTempFile("audit", ".keys");
            var lines = Stream.of(names)
                    .map(name -> Base64.getEncoder()
                            .encodeToString(new Digest().add(name).bytes()))
                    .toList();
            var keys = SigningKeys.in(Files.write(file, lines).toString());
            Files.delete(file);
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final AtomicInteger COPIES = new AtomicInteger();

    private final String url;

    TestAudit(String url) {
        this.url = url;
    }

    static TestAudit create() {
        return new TestAudit(TestNode.newDatabase());
    }

    /** Another database with all that this one holds. Nobody may be connected to this one. */
    TestAudit copy() throws SQLException {
        var name = URI.create(url.substring("jdbc:".length())).getPath().substring(1);
        var copy = name + "_copy" + COPIES.incrementAndGet();
        try (var connection = DriverManager.getConnection(url.replace("/" + name, "/postgres"));
                var statement = connection.createStatement()) {
            statement.execute("create database " + copy + " template " + name);
        }
        return new TestAudit(url.replace("/" + name, "/" + copy));
    }

    String url() {
        return url;
    }

    static AuditEntry entry() {
        return entry(UUID.randomUUID().toString());
    }

    static AuditEntry entry(String callId) {
        var origin = new CallOrigin(
                callId,
                "user.UserService/UpdateUser",
                "alice",
                "gateway",
                "role admin",
                "request-7",
                "0af7651916cd43dd8448eb211c80319c",
                "192.0.2.7");
        return new AuditEntry(Instant.now(), origin, "user.User/" + callId, AuditEntry.ALLOWED, "OK");
    }

    /** Appends entries as nodes do, one a statement, and so to chains at random. */
    void append(int count) throws SQLException {
        try (var connection = connect()) {
            for (var i = 0; i < count; i++) {
                AuditInsert.run(connection, List.of(entry()));
            }
        }
    }

    /** Appends entries to one chain. */
    void appendTogether(int count) throws SQLException {
        try (var connection = connect()) {
            AuditInsert.run(
                    connection, Stream.generate(TestAudit::entry).limit(count).toList());
        }
    }

    void checkpoint(SigningKeys keys) throws SQLException {
        try (var connection = connect()) {
            Checkpoint.take(connection, Instant.now(), keys);
        }
    }

    List<String> findings() throws SQLException {
        return findings(NO_KEYS, Optional.empty());
    }

    List<String> findings(SigningKeys keys, Optional<Link> witness) throws SQLException {
        var findings = new ArrayList<String>();
        try (var connection = connect()) {
            Verification.run(connection, keys, witness, findings::add);
        }
        return findings;
    }

    /** As the owner of the tables, whom no trigger stops. */
    void tamper(String... statements) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    void execute(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long number(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    long entries() throws SQLException {
        return number("select count(*) from audit_entry");
    }

    /** The chain with the most entries. */
    long longestChain() throws SQLException {
        return number("select chain from audit_chain order by sequence desc limit 1");
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(BOUND.toSeconds(), SECONDS).join();
    }

    static void all(Stream<? extends CompletionStage<?>> stages) {
        get(CompletableFuture.allOf(
                stages.map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new)));
    }
}
