package shop.platform.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.DevelopmentCertificates;
import shop.devstack.PostgresServer;

/** A node's connections to a server that takes none but over TLS, by the URL that the README gives. */
@Timeout(180)
@EnabledIf(value = "shop.devstack.DevelopmentCertificates#available", disabledReason = "no openssl on PATH")
class SecureDatabaseIT {
    private static final String VERSION = "select version from pg_stat_ssl where ssl and pid = pg_backend_pid()";

    @TempDir
    private static Path folder;

    private static DevelopmentCertificates certificates;
    private static PostgresServer server;
    private static String database;

    @BeforeAll
    static void start() {
        certificates = DevelopmentCertificates.make(folder.resolve("ours"), "postgres");
        server = PostgresServer.startSecure(folder.resolve("data"), certificates);
        database = server.createDatabase();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void schemaAndPoolsAreReachedOverTls() throws Exception {
        var url = verifying(certificates.authority());
        Migrations.run(settings(url), "db/test");

        try (var node = TestNode.start(url, "")) {
            var version = Database.get(node.system()).read(connection -> {
                try (var statement = connection.createStatement();
                        var row = statement.executeQuery(VERSION)) {
                    return row.next() ? row.getString(1) : "plaintext";
                }
            });

            assertThat(version.toCompletableFuture().get()).startsWith("TLSv1.");
        }
    }

    /** It gives a server that does not answer yet twice that. */
    @Timeout(30)
    @Test
    void aNodeEndsItsStartAtOnceWhereTheServersCertificateIsOfAnotherAuthorityAndSaysSo() {
        var foreign = DevelopmentCertificates.make(folder.resolve("foreign"), "postgres");

        assertThatThrownBy(() -> Migrations.run(settings(verifying(foreign.authority())), "db/test"))
                .hasStackTraceContaining("SSL error")
                .hasStackTraceContaining("unable to find valid certification path");
    }

    @Test
    void aServerThatItsCertificateDoesNotNameIsRefused() {
        var elsewhere = verifying(certificates.authority()).replace("127.0.0.1", "127.0.0.2");

        assertThatThrownBy(() -> settings(elsewhere).connect())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("127.0.0.2 could not be verified");
    }

    @Test
    void theServerRefusesPlaintext() {
        assertThatThrownBy(() -> settings(database + "&sslmode=disable").connect())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("no encryption");
    }

    private static DatabaseSettings settings(String url) {
        return DatabaseSettings.from(TestNode.config(url, ""));
    }

    private static String verifying(Path authority) {
        return database + "&sslmode=verify-full&sslrootcert=" + authority;
    }
}
