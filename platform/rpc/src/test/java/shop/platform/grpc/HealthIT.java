package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class HealthIT {

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"STARTING, 429", "SERVING, 200", "NOT_SERVING, 429"})
    void theHealthPathTellsWhetherToSendTraffic(shop.platform.grpc.ServingStatus status, int expected)
            throws Exception {
        server.health.change(status);

        HttpResponse<String> response = http("GET");

        assertThat(response.statusCode()).isEqualTo(expected);
        assertThat(response.body()).isEqualTo("{\"status\":\"" + status + "\"}");
    }

    @Test
    void theHealthPathShowsWhatElseThereIsToKnow() throws Exception {
        server.health.show("dependencies", () -> "[]");

        assertThat(http("GET").body()).isEqualTo("{\"status\":\"SERVING\",\"dependencies\":[]}");
    }

    @ParameterizedTest
    @EnumSource(shop.platform.grpc.ServingStatus.class)
    void theAlivePathIsGoodWhateverTheStatus(shop.platform.grpc.ServingStatus status) throws Exception {
        server.health.change(status);

        assertThat(http("GET", "/alive").statusCode()).isEqualTo(200);
    }

    @Test
    void theHealthPathAnswersHeadAndNothingThatChanges() throws Exception {
        assertThat(http("HEAD").statusCode()).isEqualTo(200);
        assertThat(http("HEAD").body()).isEmpty();
        assertThat(http("POST").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "user.UserService", "test.Echo"})
    void everyServiceHasTheStatusOfTheNode(String service) {
        assertThat(check(service)).isEqualTo(ServingStatus.SERVING);

        server.health.change(shop.platform.grpc.ServingStatus.NOT_SERVING);
        assertThat(check(service)).isEqualTo(ServingStatus.NOT_SERVING);

        server.health.change(shop.platform.grpc.ServingStatus.STARTING);
        assertThat(check(service)).isEqualTo(ServingStatus.NOT_SERVING);
    }

    @Test
    void anUnknownServiceIsNotFound() {
        assertThatThrownBy(() -> check("other.Service"))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Code.NOT_FOUND));
    }

    @Test
    void aWatcherIsToldOfEveryChange() throws Exception {
        Watcher watcher = watch("");
        assertThat(watcher.next()).isEqualTo(ServingStatus.SERVING);

        server.health.change(shop.platform.grpc.ServingStatus.NOT_SERVING);
        assertThat(watcher.next()).isEqualTo(ServingStatus.NOT_SERVING);

        // Draining to starting is no change to a watcher: the next that it sees is the return.
        server.health.change(shop.platform.grpc.ServingStatus.STARTING);
        server.health.change(shop.platform.grpc.ServingStatus.SERVING);
        assertThat(watcher.next()).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void aWatcherOfAnUnknownServiceIsToldSo() throws Exception {
        assertThat(watch("other.Service").next()).isEqualTo(ServingStatus.SERVICE_UNKNOWN);
    }

    @Test
    void watchersDoNotHoldUpTheEndOfTheServer() throws Exception {
        Watcher watcher = watch("");
        assertThat(watcher.next()).isEqualTo(ServingStatus.SERVING);
        assertThat(server.server.callsInFlight()).isZero();

        CompletableFuture<?> end =
                server.server.terminate(Duration.ofMinutes(5)).toCompletableFuture();

        assertThat(watcher.end).succeedsWithin(TestServer.PATIENCE);
        assertThat(end).succeedsWithin(TestServer.PATIENCE);
    }

    private ServingStatus check(String service) {
        return HealthGrpc.newBlockingStub(server.channel)
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    private Watcher watch(String service) {
        Watcher watcher = new Watcher();
        HealthGrpc.newStub(server.channel)
                .watch(HealthCheckRequest.newBuilder().setService(service).build(), watcher);
        return watcher;
    }

    private HttpResponse<String> http(String verb) throws Exception {
        return http(verb, "/health");
    }

    private HttpResponse<String> http(String verb, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.uri(path))
                                .method(verb, BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
    }

    private static final class Watcher implements StreamObserver<HealthCheckResponse> {

        private final BlockingQueue<ServingStatus> seen = new LinkedBlockingQueue<>();
        private final CompletableFuture<Void> end = new CompletableFuture<>();

        ServingStatus next() throws InterruptedException {
            return seen.poll(TestServer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        @Override
        public void onNext(HealthCheckResponse response) {
            seen.add(response.getStatus());
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            end.complete(null);
        }
    }
}
