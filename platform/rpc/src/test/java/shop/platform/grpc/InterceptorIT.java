package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import com.google.protobuf.Message;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import shop.contract.errors.ErrorReason;
import shop.contract.user.GetUserRequest;
import shop.contract.user.User;
import shop.platform.call.ApiException;

@Timeout(120)
class InterceptorIT {

    private static final CallContext.Key<String> CALLER = CallContext.Key.named("caller");

    private final List<String> log = new CopyOnWriteArrayList<>();
    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start(
                "",
                builder -> builder.interceptor(new Recorder("outer"))
                        .interceptor(new Guard())
                        .interceptor(new Recorder("inner")));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theFirstIsOutermost() {
        failure("unknown");

        assertThat(log)
                .containsExactly(
                        "outer user.UserService/GetUser",
                        "inner user.UserService/GetUser",
                        "inner USER_NOT_FOUND",
                        "outer USER_NOT_FOUND");
    }

    @Test
    void aCallIsRefusedBeforeWhatIsInside() {
        StatusRuntimeException failure = failure("forbidden");

        assertThat(failure.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(log).containsExactly("outer user.UserService/GetUser", "outer ACCESS_DENIED");
    }

    @Test
    void whatAnInterceptorThrowsIsAFailureOfTheCall() {
        assertThat(failure("odd").getStatus().getCode()).isEqualTo(Code.INTERNAL);
        assertThat(log).contains("outer INTERNAL");
    }

    @Test
    void requestAndContextCanBeReplaced() {
        assertThat(failure("alias").getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
        assertThat(server.users.lastContext.get(CALLER)).contains("alice");
        assertThat(server.users.lastContext.get(CallContext.Key.named("caller")))
                .isEmpty();
    }

    @Test
    void jsonPassesTheSameChain() throws Exception {
        assertThat(get("/v1/users/forbidden").statusCode()).isEqualTo(403);
        assertThat(log).containsExactly("outer user.UserService/GetUser", "outer ACCESS_DENIED");
    }

    @Test
    void aStreamIsSeenWithEachAnswerAndItsEnd() throws Exception {
        assertThat(get("/v1/users/7:watch").body().lines()).hasSize(2);

        await().atMost(TestServer.PATIENCE)
                .untilAsserted(() -> assertThat(log)
                        .containsSubsequence(
                                "outer test.Echo/WatchUser", "inner test.Echo/WatchUser", "inner 1", "inner 2"));
        assertThat(get("/v1/users/forbidden:watch").statusCode()).isEqualTo(403);
    }

    private StatusRuntimeException failure(String id) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> server.getUser(id));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(server.uri(path)).build(), BodyHandlers.ofString());
    }

    private final class Recorder implements Interceptor {

        private final String name;

        private Recorder(String name) {
            this.name = name;
        }

        @Override
        public CompletionStage<Message> unary(Message request, CallContext context, Unary next) {
            log.add(name + " " + context.method());
            return next.call(request, context)
                    .whenComplete((answer, failure) -> log.add(name + " "
                            + ErrorMapper.describe(failure, context.deadline()).reason()));
        }

        @Override
        public Source<Message, NotUsed> streaming(Message request, CallContext context, Streaming next) {
            log.add(name + " " + context.method());
            return next.call(request, context).map(answer -> {
                log.add(name + " " + ((User) answer).getRevision());
                return answer;
            });
        }
    }

    private static final class Guard implements Interceptor {

        @Override
        public CompletionStage<Message> unary(Message request, CallContext context, Unary next) {
            GetUserRequest get = (GetUserRequest) request;
            return switch (get.getId()) {
                case "forbidden" -> throw forbidden();
                case "odd" -> throw new IllegalStateException("odd");
                default ->
                    next.call(
                            get.toBuilder().setId("unknown").build(),
                            context.with(CALLER, "bob").with(CALLER, "alice"));
            };
        }

        @Override
        public Source<Message, NotUsed> streaming(Message request, CallContext context, Streaming next) {
            if (((GetUserRequest) request).getId().equals("forbidden")) {
                throw forbidden();
            }
            return next.call(request, context);
        }

        private static ApiException forbidden() {
            return ApiException.builder(Code.PERMISSION_DENIED, ErrorReason.ACCESS_DENIED, "Not you.")
                    .build();
        }
    }
}
