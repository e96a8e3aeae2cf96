package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import akka.grpc.GrpcClientSettings;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RequestInfo;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.contract.errors.ErrorReason;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.User;
import shop.contract.user.UserServiceClient;
import shop.devstack.OwnThread;
import shop.platform.call.ApiException;

@Timeout(120)
class GrpcServerIT {

    private static final Metadata.Key<String> REQUEST_ID =
            Metadata.Key.of(RequestId.HEADER, Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> TIMEOUT =
            Metadata.Key.of("grpc-timeout-test", Metadata.ASCII_STRING_MARSHALLER);

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("shop.grpc.max-message-size = 100 KiB");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void serving() {
        server.health.change(ServingStatus.SERVING);
    }

    @Test
    void anAkkaGrpcClientIsServed() throws Exception {
        UserServiceClient client = UserServiceClient.create(
                GrpcClientSettings.connectToServiceAt("127.0.0.1", server.port(), server.system)
                        .withTls(false)
                        .withBackend("akka-http"),
                server.system);

        User created = client.createUser(
                        CreateUserRequest.newBuilder().setName("akka").build())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        User found = client.getUser(GetUserRequest.newBuilder().setId("akka").build())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);

        assertThat(found).isEqualTo(created);
        client.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void aGrpcJavaClientIsServed() {
        User created = create("java");

        assertThat(server.getUser("java")).isEqualTo(created);
    }

    @Test
    void anErrorReachesTheClientWithAllItsDetails() {
        StatusRuntimeException failure = failure(() -> server.getUser("unknown"));

        assertThat(failure.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
        assertThat(failure.getStatus().getDescription()).isEqualTo("There is no such user.");
        ErrorInfo info = detail(failure, ErrorInfo.class);
        assertThat(info.getReason()).isEqualTo("USER_NOT_FOUND");
        assertThat(info.getDomain()).isEqualTo("shop");
        assertThat(detail(failure, ResourceInfo.class).getResourceName()).isEqualTo("unknown");
        assertThat(detail(failure, RequestInfo.class).getRequestId()).isNotEmpty();
    }

    @Test
    void everyOffendingFieldIsToldAtOnce() {
        StatusRuntimeException failure = failure(() -> create(""));

        assertThat(failure.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(detail(failure, BadRequest.class).getFieldViolationsList())
                .extracting(BadRequest.FieldViolation::getField)
                .containsExactly("name", "email");
    }

    @ParameterizedTest
    @CsvSource({
        "boom, INTERNAL, INTERNAL",
        "late-boom, INTERNAL, INTERNAL",
        "none, INTERNAL, INTERNAL",
        "downstream, INTERNAL, INTERNAL",
        "ask, UNAVAILABLE, TIMEOUT"
    })
    void whatGoesWrongInsideIsNotTold(String id, Code code, String reason) {
        StatusRuntimeException failure = failure(() -> server.getUser(id));

        assertThat(failure.getStatus().getCode()).isEqualTo(code);
        assertThat(detail(failure, ErrorInfo.class).getReason()).isEqualTo(reason);
        assertThat(StatusProto.fromThrowable(failure).toString()).doesNotContain(InMemoryUsers.SECRET);
    }

    @Test
    void theCallersRequestIdNamesTheCallEverywhere() {
        Metadata headers = new Metadata();
        headers.put(REQUEST_ID, "order-17/attempt-2");

        StatusRuntimeException failure = failure(() -> server.call(
                "user.UserService/GetUser",
                GetUserRequest.newBuilder().setId("unknown").build(),
                User.getDefaultInstance(),
                CallOptions.DEFAULT,
                headers));

        assertThat(detail(failure, RequestInfo.class).getRequestId()).isEqualTo("order-17/attempt-2");
        assertThat(server.users.lastContext.requestId()).isEqualTo("order-17/attempt-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<script>", "a b", ""})
    void anOddRequestIdIsReplaced(String odd) {
        create("odd");
        Metadata headers = new Metadata();
        headers.put(REQUEST_ID, odd);

        server.call(
                "user.UserService/GetUser",
                GetUserRequest.newBuilder().setId("odd").build(),
                User.getDefaultInstance(),
                CallOptions.DEFAULT,
                headers);

        assertThat(server.users.lastContext.requestId()).matches("[0-9a-f]{32}");
    }

    @Test
    void theImplementationKnowsMethodMetadataAndDeadline() {
        create("context");
        Metadata headers = new Metadata();
        headers.put(TIMEOUT, "seen");

        server.call(
                "user.UserService/GetUser",
                GetUserRequest.newBuilder().setId("context").build(),
                User.getDefaultInstance(),
                CallOptions.DEFAULT.withDeadlineAfter(25, TimeUnit.SECONDS),
                headers);

        CallContext context = server.users.lastContext;
        assertThat(context.method().fullName()).isEqualTo("user.UserService/GetUser");
        assertThat(context.getText("grpc-timeout-test")).isEqualTo(Optional.of("seen"));
        assertThat(context.deadline().remaining()).isBetween(java.time.Duration.ZERO, java.time.Duration.ofSeconds(25));
    }

    @Test
    void aCallThatOutlivesItsDeadlineIsAnsweredAndItsResultDropped() {
        int before = server.server.callsInFlight();
        Metadata headers = new Metadata();
        // Not by grpc-java's own deadline, which would end the call at the client.
        headers.put(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER), "200m");

        StatusRuntimeException failure = failure(() -> server.call(
                "user.UserService/GetUser",
                GetUserRequest.newBuilder().setId("held").build(),
                User.getDefaultInstance(),
                CallOptions.DEFAULT,
                headers));
        server.users.held.remove("held").complete(User.getDefaultInstance());

        assertThat(failure.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
        assertThat(detail(failure, ErrorInfo.class).getReason()).isEqualTo("DEADLINE_EXCEEDED");
        assertThat(server.server.callsInFlight()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"0m, DEADLINE_EXCEEDED", "5x, INVALID_ARGUMENT", "123456789S, INVALID_ARGUMENT"})
    void aDeadlineThatIsOverOrMalformedIsRefusedWithoutWork(String timeout, Code code) {
        server.users.lastContext = null;
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER), timeout);

        StatusRuntimeException failure = failure(() -> server.call(
                "user.UserService/GetUser",
                GetUserRequest.newBuilder().setId("held").build(),
                User.getDefaultInstance(),
                CallOptions.DEFAULT,
                headers));

        assertThat(failure.getStatus().getCode()).isEqualTo(code);
        assertThat(server.users.lastContext).isNull();
    }

    @Test
    void aNodeThatIsStartingRefusesAtOnceAndSaysWhenToRetry() {
        server.health.change(ServingStatus.STARTING);

        StatusRuntimeException failure = failure(() -> server.getUser("any"));

        assertThat(failure.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
        assertThat(detail(failure, RetryInfo.class).getRetryDelay().getSeconds())
                .isEqualTo(1);
    }

    @Test
    void aDrainingNodeStillServes() {
        User created = create("draining");
        server.health.change(ServingStatus.NOT_SERVING);

        assertThat(server.getUser("draining")).isEqualTo(created);
    }

    @Test
    void callsInFlightAreCountedUntilTheyAreAnswered() {
        assertThat(server.server.callsInFlight()).isZero();
        CompletableFuture<User> call = CompletableFuture.supplyAsync(() -> server.getUser("held"), OwnThread::run);
        await().atMost(TestServer.PATIENCE)
                .until(() -> server.server.callsInFlight() == 1 && server.users.held.containsKey("held"));

        server.users.held.remove("held").complete(User.getDefaultInstance());

        assertThat(call).succeedsWithin(TestServer.PATIENCE);
        await().atMost(TestServer.PATIENCE).until(() -> server.server.callsInFlight() == 0);
    }

    @Test
    void anUnknownMethodIsUnimplemented() {
        StatusRuntimeException failure = failure(() -> server.call(
                "user.UserService/Forget",
                GetUserRequest.getDefaultInstance(),
                User.getDefaultInstance(),
                CallOptions.DEFAULT,
                new Metadata()));

        assertThat(failure.getStatus().getCode()).isEqualTo(Code.UNIMPLEMENTED);
        assertThat(detail(failure, ErrorInfo.class).getReason()).isEqualTo("UNKNOWN_METHOD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip"})
    void aMessageThatIsTooLargeIsRefusedBeforeAndAfterDecompression(String compression) {
        CallOptions options =
                compression.equals("gzip") ? CallOptions.DEFAULT.withCompression("gzip") : CallOptions.DEFAULT;

        StatusRuntimeException failure = failure(() -> server.getUser("x".repeat(200_000), options));

        assertThat(failure.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(detail(failure, ErrorInfo.class).getReason()).isEqualTo("MESSAGE_TOO_LARGE");
    }

    @Test
    void aCompressedMessageIsRead() {
        User created = create("gzip");

        assertThat(server.getUser("gzip", CallOptions.DEFAULT.withCompression("gzip")))
                .isEqualTo(created);
    }

    @Test
    void anErrorWithMoreFieldsThanHeadersHoldStillReachesTheClient() {
        ApiException.Builder error =
                ApiException.builder(Code.INVALID_ARGUMENT, ErrorReason.INVALID_REQUEST, "Too many fields are wrong.");
        for (int i = 0; i < 500; i++) {
            error.field("items[" + i + "]", "not to be had");
        }
        CompletableFuture<User> answer = server.users.held.computeIfAbsent("held", id -> new CompletableFuture<>());
        answer.completeExceptionally(error.build());

        StatusRuntimeException failure = failure(() -> server.getUser("held"));
        server.users.held.remove("held");

        assertThat(failure.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(detail(failure, ErrorInfo.class).getReason()).isEqualTo("INVALID_REQUEST");
    }

    @Test
    void aServerWhosePortIsTakenDoesNotStart() {
        assertThatThrownBy(() -> GrpcServer.builder(server.system)
                        .host("127.0.0.1")
                        .port(server.port())
                        .bind()
                        .toCompletableFuture()
                        .join())
                .hasMessageContaining("Bind failed");
    }

    private static User create(String name) {
        return server.call(
                "user.UserService/CreateUser",
                CreateUserRequest.newBuilder().setName(name).build(),
                User.getDefaultInstance(),
                CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
                new Metadata());
    }

    private static StatusRuntimeException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(failure).as("failure").isNotNull();
        assertThat(failure.getStatus().getCode()).isNotEqualTo(Status.OK.getCode());
        return failure;
    }

    private static <T extends Message> T detail(StatusRuntimeException failure, Class<T> type) {
        for (Any detail : StatusProto.fromThrowable(failure).getDetailsList()) {
            if (detail.is(type)) {
                try {
                    return detail.unpack(type);
                } catch (InvalidProtocolBufferException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        throw new AssertionError("no " + type.getSimpleName() + " in " + failure);
    }
}
