package shop.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.grpc.Status.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.DevelopmentCertificates;
import shop.devstack.Ports;

/** A node with TLS and an issuer with TLS, whose certificate is of an authority of its own. */
@Timeout(180)
@EnabledIf(value = "shop.devstack.DevelopmentCertificates#available", disabledReason = "no openssl on PATH")
class SecureJwksIT {
    private static final TestIssuer OLD = TestIssuer.withKey("old");
    private static final TestIssuer NEW = TestIssuer.withKey("new");
    private static final MethodDescriptor METHOD = SecuredServer.SERVICES.get(0).findMethodByName("ListUsers");
    private static final Message REQUEST = Calls.request(METHOD, "", "");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String OFTEN = "refresh-interval = 200ms, min-refresh-pause = 10ms";

    @TempDir
    private Path folder;

    private final int port = Ports.free();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile String keys = OLD.jwks();
    private DevelopmentCertificates ours;
    private DevelopmentCertificates issuers;
    private HttpsServer issuer;

    @BeforeEach
    void make() {
        ours = DevelopmentCertificates.make(folder.resolve("ours"), "user-service");
        issuers = DevelopmentCertificates.make(folder.resolve("issuers"), "issuer");
    }

    @AfterEach
    void stop() {
        if (issuer != null) {
            issuer.stop(0);
        }
    }

    @Test
    void keysThatTheIssuerAddsAndTakesBackAreNoticed() throws IOException {
        startIssuer();
        try (var server = server(issuers.authority(), OFTEN)) {
            awaitCode(server, OLD, Code.OK);

            keys = TestIssuer.jwks(OLD.key, NEW.key);
            awaitCode(server, NEW, Code.OK);
            assertThat(call(server, OLD)).isEqualTo(Code.OK);

            keys = NEW.jwks();
            awaitCode(server, OLD, Code.UNAUTHENTICATED);
            assertThat(call(server, NEW)).isEqualTo(Code.OK);
        }
    }

    @Test
    void anIssuerThatIsAwayAtTheStartIsFoundWhenItComesAndAgainWhenItComesBack() throws IOException {
        try (var server = server(issuers.authority(), OFTEN)) {
            awaitCode(server, OLD, Code.UNAVAILABLE);

            startIssuer();
            awaitCode(server, OLD, Code.OK);

            issuer.stop(0);
            assertThat(call(server, OLD)).isEqualTo(Code.OK);
            keys = NEW.jwks();
            startIssuer();
            awaitCode(server, NEW, Code.OK);
        }
    }

    @Test
    void anIssuerOfAnotherAuthorityIsNotAsked() throws IOException {
        startIssuer();
        try (var server = server(ours.authority(), OFTEN)) {
            awaitCode(server, OLD, Code.UNAVAILABLE);

            assertThat(looks).hasValue(0);
        }
    }

    @Test
    void withoutAFileTheJvmsAuthoritiesCount() throws IOException {
        startIssuer();
        try (var server = SecuredServer.start(settings("", OFTEN), ours)) {
            awaitCode(server, OLD, Code.UNAVAILABLE);

            assertThat(looks).hasValue(0);
        }
    }

    @Test
    void anotherAuthorityInTheFileCountsWithoutARestart() throws IOException {
        var file = Files.copy(ours.authority(), folder.resolve("issuer-ca.pem"));
        startIssuer();
        try (var server = server(file, OFTEN)) {
            awaitCode(server, OLD, Code.UNAVAILABLE);

            Files.copy(issuers.authority(), file, StandardCopyOption.REPLACE_EXISTING);
            awaitCode(server, OLD, Code.OK);
        }
    }

    private void startIssuer() throws IOException {
        issuer = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        issuer.setHttpsConfigurator(new HttpsConfigurator(issuers.contextOf("issuer")));
        issuer.createContext("/keys", exchange -> {
            looks.incrementAndGet();
            try (exchange) {
                var bytes = keys.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        issuer.start();
    }

    private SecuredServer server(Path authorities, String settings) {
        return SecuredServer.start(settings(authorities.toString(), settings), ours);
    }

    private String settings(String authorities, String more) {
        return SecuredServer.enforced("""
                shop.security.tokens { jwks-url = "https://localhost:%d/keys", jwks-ca-file = "%s", %s }
                """.formatted(port, authorities, more));
    }

    private static void awaitCode(SecuredServer server, TestIssuer signer, Code expected) {
        await().atMost(PATIENCE).until(() -> call(server, signer) == expected);
    }

    private static Code call(SecuredServer server, TestIssuer signer) {
        return new Calls(server)
                .grpc(METHOD, REQUEST, Map.of("authorization", "Bearer " + signer.token("staff", "admin")));
    }
}
