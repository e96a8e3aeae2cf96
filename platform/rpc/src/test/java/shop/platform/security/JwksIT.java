package shop.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.grpc.Status.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys from an issuer that rotates them, is slow, is away, or sends nonsense, while calls come. */
@Timeout(180)
class JwksIT {

    private static final TestIssuer OLD = TestIssuer.withKey("old");
    private static final TestIssuer NEW = TestIssuer.withKey("new");
    private static final MethodDescriptor METHOD = SecuredServer.SERVICES.get(0).findMethodByName("ListUsers");
    private static final Message REQUEST = Calls.request(METHOD, "", "");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What the issuer does with a request. */
    @FunctionalInterface
    private interface Answer {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final AtomicInteger looks = new AtomicInteger();
    private final ExecutorService issuerThreads = Executors.newCachedThreadPool();
    // Not the common pool, in which the server's stages go on.
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile Answer answer = keys(OLD.jwks());
    private HttpServer issuer;

    @BeforeEach
    void start() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.setExecutor(issuerThreads);
        issuer.createContext("/keys", exchange -> {
            looks.incrementAndGet();
            try (exchange) {
                answer.to(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        issuer.start();
    }

    @AfterEach
    void stop() {
        released.countDown();
        issuer.stop(0);
        issuerThreads.shutdownNow();
        threads.shutdownNow();
    }

    @Test
    void keysAreRotatedUnderLoadWithoutALostCall() {
        try (var server = server("min-refresh-pause = 1ms")) {
            awaitKeys(server, OLD);
            var calls = new ArrayList<CompletableFuture<Code>>();
            for (var i = 0; i < 400; i++) {
                if (i == 100) {
                    // The new key is published before it signs, and the old one stays until its tokens have expired.
                    answer = keys(TestIssuer.jwks(OLD.key, NEW.key));
                }
                var signer = i > 100 && i % 2 == 0 ? NEW : OLD;
                calls.add(CompletableFuture.supplyAsync(() -> call(server, signer), threads));
            }
            assertThat(calls).allSatisfy(call -> assertThat(call.join()).isEqualTo(Code.OK));

            answer = keys(NEW.jwks());
            assertThat(call(server, TestIssuer.withKey("other"))).isEqualTo(Code.UNAUTHENTICATED);
            await().atMost(PATIENCE).until(() -> call(server, OLD) == Code.UNAUTHENTICATED);
            assertThat(call(server, NEW)).isEqualTo(Code.OK);
        }
    }

    @Test
    void madeUpKeysDoNotDriveUsToTheIssuer() {
        try (var server = server("min-refresh-pause = 10 minutes")) {
            awaitKeys(server, OLD);
            var before = looks.get();

            for (var i = 0; i < 200; i++) {
                assertThat(call(server, NEW)).isEqualTo(Code.UNAUTHENTICATED);
            }

            assertThat(looks.get()).isEqualTo(before);
        }
    }

    @Test
    void anIssuerThatIsAwayOrSendsNonsenseChangesNothing() {
        try (var server = server("refresh-interval = 50ms")) {
            awaitKeys(server, OLD);

            for (var bad : List.<Answer>of(
                    exchange -> respond(exchange, 500, OLD.jwks()),
                    exchange -> respond(exchange, 200, "<html>"),
                    exchange -> respond(exchange, 200, "{\"keys\":[]}"),
                    exchange -> respond(exchange, 200, " ".repeat(1_000_000) + NEW.jwks()),
                    exchange -> {
                        exchange.getResponseHeaders().set("location", "/elsewhere");
                        respond(exchange, 302, "");
                    })) {
                answer = bad;
                var before = looks.get();
                await().atMost(PATIENCE).until(() -> looks.get() > before + 2);
                assertThat(call(server, OLD)).isEqualTo(Code.OK);
                assertThat(call(server, NEW)).isEqualTo(Code.UNAUTHENTICATED);
            }
            issuer.stop(0);
            assertThat(call(server, OLD)).isEqualTo(Code.OK);
        }
    }

    @Test
    void aSlowIssuerHoldsUpOnlyThoseWhoWaitForItsKeys() {
        try (var server = server("min-refresh-pause = 1ms, fetch-timeout = 20s")) {
            awaitKeys(server, OLD);
            answer = exchange -> {
                released.await();
                respond(exchange, 200, TestIssuer.jwks(OLD.key, NEW.key));
            };

            var before = looks.get();
            var waiting = new ArrayList<CompletableFuture<Code>>();
            for (var i = 0; i < 8; i++) {
                waiting.add(CompletableFuture.supplyAsync(() -> call(server, NEW), threads));
            }
            await().atMost(PATIENCE).until(() -> looks.get() > before);
            for (var i = 0; i < 100; i++) {
                assertThat(call(server, OLD)).isEqualTo(Code.OK);
            }
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            assertThat(looks.get()).isEqualTo(before + 1);

            released.countDown();
            assertThat(waiting).allSatisfy(call -> assertThat(call.join()).isEqualTo(Code.OK));
        }
    }

    @Test
    void aNodeThatStartsWithoutItsIssuerRefusesRetryablyAndRecovers() {
        answer = exchange -> respond(exchange, 503, "");
        try (var server = server("min-refresh-pause = 1ms")) {
            assertThat(call(server, OLD)).isEqualTo(Code.UNAVAILABLE);

            answer = keys(OLD.jwks());
            awaitKeys(server, OLD);
        }
    }

    @Test
    void aFileIsReadAgainWhenATokenNamesAnUnknownKey(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("jwks.json"), OLD.jwks());
        try (var server = SecuredServer.start(SecuredServer.enforced(
                "shop.security.tokens { jwks-file = \"" + file + "\", min-refresh-pause = 1ms }"))) {
            awaitKeys(server, OLD);
            Files.writeString(file, NEW.jwks());

            awaitKeys(server, NEW);
            assertThat(call(server, OLD)).isEqualTo(Code.UNAUTHENTICATED);
        }
    }

    @Test
    void aStreamEndsWhenItsTokenExpiresOrTheKeyOfItIsWithdrawn() throws Exception {
        try (var server = server("refresh-interval = 100ms, stream-check-interval = 100ms, clock-skew = 0s")) {
            awaitKeys(server, OLD);
            var expires = Date.from(Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.SECONDS));
            var expiring = watch(
                    server,
                    OLD.token(TestIssuer.claims("staff", "admin")
                            .expirationTime(expires)
                            .build()));
            var lasting = watch(server, OLD.token("staff", "admin"));
            assertThat(expiring.next()).contains(SecuredServer.ENDLESS);
            assertThat(lasting.next()).contains(SecuredServer.ENDLESS);

            assertThat(expiring.next()).contains("TOKEN_EXPIRED");
            assertThat(Instant.now()).isAfterOrEqualTo(expires.toInstant());
            assertThat(expiring.hasNext()).isFalse();

            answer = exchange -> respond(exchange, 503, "");
            var before = looks.get();
            await().atMost(PATIENCE).until(() -> looks.get() > before + 5);
            answer = keys(NEW.jwks());
            assertThat(lasting.next()).contains("TOKEN_INVALID");
            assertThat(lasting.hasNext()).isFalse();
        }
    }

    private static Iterator<String> watch(SecuredServer server, String token) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.uri("/v1/orders/" + SecuredServer.ENDLESS + ":watch"))
                                .header("authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofLines())
                .body()
                .iterator();
    }

    private SecuredServer server(String settings) {
        var url = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys";
        return SecuredServer.start(
                SecuredServer.enforced("shop.security.tokens { jwks-url = \"" + url + "\", " + settings + " }"));
    }

    private static void awaitKeys(SecuredServer server, TestIssuer signer) {
        await().atMost(PATIENCE).until(() -> call(server, signer) == Code.OK);
    }

    private static Code call(SecuredServer server, TestIssuer signer) {
        return new Calls(server)
                .grpc(METHOD, REQUEST, Map.of("authorization", "Bearer " + signer.token("staff", "admin")));
    }

    private static Answer keys(String jwks) {
        return exchange -> respond(exchange, 200, jwks);
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
