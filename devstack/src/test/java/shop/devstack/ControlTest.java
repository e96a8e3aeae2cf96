package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlTest {
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private Component sleeper;
    private Control control;

    @BeforeEach
    void open() {
        sleeper = new Sleeper(Workspace.at(folder));
        control = Control.over(List.of(sleeper), new AuditTail(List.of()));
        sleeper.launch();
    }

    @AfterEach
    void close() {
        control.close();
        sleeper.close();
    }

    @Test
    void aPartIsFrozenThawedKilledAndStartedAgain() {
        assertThat(post("freeze").statusCode()).isEqualTo(200);
        awaitPart("\"state\":\"FROZEN\"", "\"actions\":[\"thaw\",\"kill\"]");

        assertThat(post("thaw").statusCode()).isEqualTo(200);
        awaitPart("\"state\":\"RUNNING\"", "\"actions\":[\"stop\",\"restart\",\"freeze\",\"kill\"]");

        assertThat(post("kill").statusCode()).isEqualTo(200);
        awaitPart("\"state\":\"STOPPED\"", "\"actions\":[\"start\"]");

        assertThat(post("start").statusCode()).isEqualTo(200);
        awaitPart("\"state\":\"RUNNING\"", "\"doing\":\"\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "thaw", "format"})
    void whatCannotBeDoneNowIsRefused(String action) {
        assertThat(post(action).statusCode()).isEqualTo(409);
        assertThat(sleeper.isAlive()).isTrue();
    }

    @Test
    void whoeverDoesNotHaveTheTokenOfThisStartLearnsAndDoesNothing() {
        assertThat(send("GET", "/parts", "wrong").statusCode()).isEqualTo(401);
        assertThat(send("POST", "/parts/sleeper/kill", "wrong").statusCode()).isEqualTo(401);
        assertThat(sleeper.isAlive()).isTrue();
        assertThat(Control.over(List.of(), new AuditTail(List.of())).token()).isNotEqualTo(control.token());
    }

    @Test
    void aStartThatFailsSaysWhy() {
        post("kill");
        awaitPart("\"actions\":[\"start\"]");
        ((Sleeper) sleeper).program = "/nonexistent";

        post("start");

        awaitPart("\"problem\":\"sleeper: ended with exit code 127 while starting");
    }

    @Test
    void withoutAnAuditThereIsNone() {
        assertThat(send("GET", "/audit", control.token()).statusCode()).isEqualTo(404);
    }

    private void awaitPart(String... told) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(send("GET", "/parts", control.token()).body())
                                .contains(told));
    }

    private HttpResponse<String> post(String action) {
        return send("POST", "/parts/sleeper/" + action, control.token());
    }

    private HttpResponse<String> send(String method, String path, String token) {
        var request = HttpRequest.newBuilder(control.uri().resolve(path))
                .header("Authorization", "Bearer " + token)
                .method(method, BodyPublishers.noBody())
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Sleeper extends Component {
        private volatile String program = "sleep";

        private Sleeper(Workspace workspace) {
            super("sleeper", workspace);
        }

        @Override
        List<String> command() {
            return List.of("sh", "-c", "exec " + program + " 600");
        }

        @Override
        boolean isReady() {
            return isAlive() && program.equals("sleep");
        }

        @Override
        String stopSignal() {
            return "TERM";
        }

        @Override
        Duration stopGrace() {
            return Duration.ofSeconds(10);
        }
    }
}
