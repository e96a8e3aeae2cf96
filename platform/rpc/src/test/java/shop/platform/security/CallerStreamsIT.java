package shop.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams of one caller, who may have three and no more, and none once deactivated. */
@Timeout(120)
class CallerStreamsIT {
    private static final TestIssuer ISSUER = TestIssuer.withKey("k1");
    private static final String USER = ISSUER.token(SecuredServer.OWNER);
    private static final String CLERK = ISSUER.token("clerk", "support");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private SecuredServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        var keys = Files.writeString(folder.resolve("keys.json"), ISSUER.jwks());
        server = SecuredServer.start(SecuredServer.enforced(
                "shop.security.tokens.jwks-file = \"" + keys + "\"",
                "shop.limits.streams { user = 3, trusted = 5, check-interval = 100ms }"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aCallerHasSoManyStreamsAtATimeAndAnotherOneWhenOneHasEnded() throws Exception {
        var first = watch(USER);
        assertThat(first.next()).contains(SecuredServer.ENDLESS);
        for (var i = 1; i < 3; i++) {
            assertThat(watch(USER).next()).contains(SecuredServer.ENDLESS);
        }
        assertThat(watch(USER).next()).contains("STREAM_LIMIT_EXCEEDED", "at most 3 streams");

        assertThat(watch(CLERK).next()).contains(SecuredServer.ENDLESS);
        first.leave();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(watch(USER).next()).contains(SecuredServer.ENDLESS));
    }

    @Test
    void aDeactivatedUsersStreamsEndAndOthersGoOn() throws Exception {
        var one = watch(USER);
        var other = watch(USER);
        var clerk = watch(CLERK);
        Stream.of(one, other, clerk).forEach(stream -> assertThat(stream.next()).contains(SecuredServer.ENDLESS));

        server.deactivated.add(SecuredServer.OWNER);

        assertThat(one.next()).contains("USER_DEACTIVATED");
        assertThat(other.next()).contains("USER_DEACTIVATED");
        var afterwards = CompletableFuture.supplyAsync(clerk::next);
        await().during(Duration.ofMillis(500)).until(() -> !afterwards.isDone());
        clerk.leave();
    }

    @Test
    void aLookThatThrowsIsNotTheLastOne() throws Exception {
        server.failing = true;
        var stream = watch(USER);
        assertThat(stream.next()).contains(SecuredServer.ENDLESS);
        await().atMost(PATIENCE).until(() -> server.failures.get() > 0);

        server.failing = false;
        server.deactivated.add(SecuredServer.OWNER);

        assertThat(CompletableFuture.supplyAsync(stream::next).get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .contains("USER_DEACTIVATED");
    }

    private Watch watch(String token) throws Exception {
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.uri("/v1/orders/" + SecuredServer.ENDLESS + ":watch"))
                                .header("authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        return new Watch(
                new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8)), answer.body());
    }

    private record Watch(BufferedReader lines, InputStream body) {
        /** The next object or the error; empty at the end. */
        String next() {
            try {
                return Objects.requireNonNullElse(lines.readLine(), "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void leave() throws IOException {
            body.close();
        }
    }
}
