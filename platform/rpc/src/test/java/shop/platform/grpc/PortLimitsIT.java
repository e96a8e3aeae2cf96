package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Message;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.User;
import shop.platform.telemetry.Telemetry;

/** What the port takes at most, and how it says that it takes no more. */
@Timeout(120)
class PortLimitsIT {
    private static final int CALLS = 3;
    private static final int STREAMS = 8;

    private static final MethodDescriptor<GetUserRequest, User> GET_USER =
            MethodDescriptor.<GetUserRequest, User>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName("user.UserService/GetUser")
                    .setRequestMarshaller(ProtoUtils.marshaller(GetUserRequest.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(User.getDefaultInstance()))
                    .build();
    private static final GetUserRequest HELD =
            GetUserRequest.newBuilder().setId("held").build();

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("""
                shop.grpc {
                  max-calls-in-flight = %d
                  max-message-size = 100 KiB
                  akka.http.server.http2.max-concurrent-streams = %d
                }
                """.formatted(CALLS, STREAMS));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aCallTooManyIsRefusedAtOnceAndToldTheLimitAndWhenToTryAgain() throws Exception {
        whileBusy(() -> {
            var refusal = refusal(() -> server.getUser("any"));

            assertThat(refusal.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
            assertThat(detail(refusal, QuotaFailure.class).getViolations(0).getDescription())
                    .contains("at most " + CALLS);
            assertThat(detail(refusal, RetryInfo.class).getRetryDelay().getSeconds())
                    .isPositive();
            assertThat(shed()).isPositive();
        });
    }

    private static double shed() {
        return Telemetry.get(server.system).snapshot().stream()
                .filter(metric -> metric.getMetadata().getPrometheusName().equals("shop_calls_shed"))
                .flatMap(metric -> ((CounterSnapshot) metric).getDataPoints().stream())
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    @Test
    void aNodeWithTooManyCallsAnswersHealthChecks() throws Exception {
        whileBusy(() -> {
            var status = server.call(
                            "grpc.health.v1.Health/Check",
                            HealthCheckRequest.getDefaultInstance(),
                            HealthCheckResponse.getDefaultInstance(),
                            patient(),
                            new Metadata())
                    .getStatus();

            assertThat(status).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
            assertThat(get("/health").statusCode()).isEqualTo(200);
            assertThat(get("/v1/users/any").statusCode()).isEqualTo(429);
            assertThat(get("/v1/users/any").headers().firstValue("retry-after")).isPresent();
        });
    }

    /** A header that is another one each time costs more to send than all the others of a refusal together. */
    @Test
    void theRefusalOfAFullNodeIsTheSameForAllCalls() throws Exception {
        whileBusy(() -> {
            var id = new Metadata();
            id.put(Metadata.Key.of(RequestId.HEADER, Metadata.ASCII_STRING_MARSHALLER), "r-1");

            assertThat(refusal(() -> call(id)).getTrailers().keys())
                    .contains("grpc-status-details-bin")
                    .doesNotContain(RequestId.HEADER);
        });
    }

    @Test
    void aNodeWithTooManyCallsBeginsNoStreams() throws Exception {
        whileBusy(() -> {
            var refusal = refusal(() -> server.watchUser("any", new Metadata()).next());

            assertThat(refusal.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        });
    }

    @Test
    void whenCallsHaveEndedThereIsRoomAgain() throws Exception {
        whileBusy(() -> {});

        await().untilAsserted(() -> assertThat(
                        refusal(() -> server.getUser("any")).getStatus().getCode())
                .isEqualTo(Code.NOT_FOUND));
    }

    @Test
    void whileEvenTheFastestCallsAreSlowFewerAreTaken() throws Exception {
        try (var slow = TestServer.start("""
                shop.grpc {
                  max-calls-in-flight = 20
                  min-calls-in-flight = 2
                  overload-latency = %d ms
                }
                """.formatted(InMemoryUsers.SLOW.toMillis() / 2))) {
            assertThat(refusedOf(20, slow)).isZero();

            await().untilAsserted(() -> assertThat(refusedOf(20, slow)).isEqualTo(18));
        }
    }

    /** How many of so many calls at once are refused; the others are answered. */
    private static long refusedOf(int calls, TestServer slow) {
        var request = GetUserRequest.newBuilder().setId("slow").build();
        var all = IntStream.range(0, calls)
                .mapToObj(i -> ClientCalls.futureUnaryCall(slow.channel.newCall(GET_USER, patient()), request))
                .toList();
        return all.stream()
                .filter(call -> failure(call) == Code.RESOURCE_EXHAUSTED)
                .count();
    }

    @Test
    void aCallThatIsNeverAnsweredGivesItsRoomBackAtItsDeadline() {
        var options = CallOptions.DEFAULT.withDeadlineAfter(500, TimeUnit.MILLISECONDS);
        var calls = IntStream.range(0, CALLS)
                .mapToObj(i -> ClientCalls.futureUnaryCall(server.channel.newCall(GET_USER, options), HELD))
                .toList();

        assertThat(calls).allSatisfy(call -> assertThat(failure(call)).isEqualTo(Code.DEADLINE_EXCEEDED));
        await().untilAsserted(() -> assertThat(
                        refusal(() -> server.getUser("any")).getStatus().getCode())
                .isEqualTo(Code.NOT_FOUND));
    }

    @Test
    void aMessageTooLargeIsRefusedWithTheLimit() {
        var refusal = refusal(() -> server.call(
                "user.UserService/CreateUser",
                CreateUserRequest.newBuilder().setName("x".repeat(200_000)).build(),
                User.getDefaultInstance(),
                patient(),
                new Metadata()));

        assertThat(refusal.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(detail(refusal, QuotaFailure.class).getViolations(0).getSubject())
                .isEqualTo("request size");
    }

    @Test
    void headersTooManyAreAClientsErrorAndTheConnectionGoesOn() {
        var many = new Metadata();
        for (int i = 0; i < 100; i++) {
            many.put(Metadata.Key.of("x-many-" + i, Metadata.ASCII_STRING_MARSHALLER), "x");
        }

        assertThat(refusal(() -> call(many)).getStatus().getCode()).isEqualTo(Code.INTERNAL); // HTTP 400
        assertThat(refusal(() -> call(new Metadata())).getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void aHeaderTooLongIsAClientsErrorAndTheNodeGoesOn() {
        var big = new Metadata();
        big.put(Metadata.Key.of("x-big", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(20_000));

        assertThat(refusal(() -> call(big)).getStatus().getCode()).isIn(Code.INTERNAL, Code.UNAVAILABLE);
        await().untilAsserted(() -> assertThat(
                        refusal(() -> call(new Metadata())).getStatus().getCode())
                .isEqualTo(Code.NOT_FOUND));
    }

    @Test
    void noMoreStreamsRunOnOneConnectionThanAreAllowed() {
        List<ClientCall<GetUserRequest, User>> calls = new ArrayList<>();
        int before = server.server.callsInFlight();
        for (int i = 0; i < 3 * STREAMS; i++) {
            calls.add(watch());
        }

        await().untilAsserted(() -> assertThat(server.server.callsInFlight() - before)
                .as("the others wait at the client for their turn")
                .isEqualTo(STREAMS));
        calls.forEach(call -> call.cancel("enough", null));
        await().until(() -> server.server.callsInFlight() <= before);
    }

    @FunctionalInterface
    private interface Check {
        void run() throws Exception;
    }

    /** While there are as many calls as the server takes at once. */
    private static void whileBusy(Check test) throws Exception {
        var answer = new CompletableFuture<User>();
        server.users.held.put("held", answer);
        int before = server.server.callsInFlight();
        var calls = IntStream.range(0, CALLS)
                .mapToObj(i -> ClientCalls.futureUnaryCall(server.channel.newCall(GET_USER, patient()), HELD))
                .toList();
        await().until(() -> server.server.callsInFlight() - before == CALLS);
        try {
            test.run();
        } finally {
            server.users.held.remove("held");
            answer.complete(User.getDefaultInstance());
        }
        for (var call : calls) {
            call.get();
        }
    }

    private static ClientCall<GetUserRequest, User> watch() {
        ClientCall<GetUserRequest, User> call = server.channel.newCall(
                GET_USER.toBuilder()
                        .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                        .setFullMethodName("test.Echo/WatchUser")
                        .build(),
                CallOptions.DEFAULT);
        ClientCalls.asyncServerStreamingCall(
                call, GetUserRequest.newBuilder().setId("endless").build(), new Ignored());
        return call;
    }

    private static final class Ignored implements io.grpc.stub.StreamObserver<User> {
        @Override
        public void onNext(User user) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }

    private static User call(Metadata headers) {
        return server.call(
                "user.UserService/GetUser",
                GetUserRequest.newBuilder().setId("any").build(),
                User.getDefaultInstance(),
                patient(),
                headers);
    }

    private static CallOptions patient() {
        return CallOptions.DEFAULT.withDeadlineAfter(TestServer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(server.uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Code failure(Future<User> call) {
        try {
            call.get();
            return Code.OK;
        } catch (ExecutionException e) {
            return Status.fromThrowable(e).getCode();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static StatusRuntimeException refusal(ThrowingCallable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call);
    }

    private static <T extends Message> T detail(StatusRuntimeException failure, Class<T> type) {
        return StatusProto.fromThrowable(failure).getDetailsList().stream()
                .filter(any -> any.is(type))
                .map(any -> {
                    try {
                        return any.unpack(type);
                    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .findFirst()
                .orElseThrow();
    }
}
