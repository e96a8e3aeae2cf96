package shop.platform.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.ListUsersResponse;

class HostGuardIT {

    private static final String OPEN = "shop.security.mode = open, shop.service.name = user-service\n"
            + "shop.grpc { allowed-hosts = \"shop.internal 10.0.0.7\", host = 10.0.0.8 }\n";
    private static final io.grpc.MethodDescriptor<ListUsersRequest, ListUsersResponse> LIST_USERS =
            io.grpc.MethodDescriptor.<ListUsersRequest, ListUsersResponse>newBuilder()
                    .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName("user.UserService/ListUsers")
                    .setRequestMarshaller(ProtoUtils.marshaller(ListUsersRequest.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(ListUsersResponse.getDefaultInstance()))
                    .build();

    private static TestServer open;

    @BeforeAll
    static void start() {
        open = TestServer.start(OPEN);
    }

    @AfterAll
    static void stop() {
        open.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8080",
                "localhost.:8080",
                "127.0.0.1:8080",
                "127.8.9.10",
                "[::1]",
                "[::1]:8080",
                "user-service:8080",
                "shop.internal:8080",
                "10.0.0.7:8080"
            })
    void anOpenNodeAnswersToTheNamesOfItsMachineWithAnyPort(String host) throws IOException {
        assertThat(get(open, "/v1/users", "Host: " + host)).startsWith("HTTP/1.1 200");
        assertThat(get(open, "/v1/users", "Host: localhost", "Origin: http://" + host))
                .startsWith("HTTP/1.1 200");
    }

    /** Only this machine's own network can give such a name an address; a page of it is a foreign one all the same. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "order-service:8080", "kubernetes."})
    void anOpenNodeAnswersToNamesWithoutADot(String host) throws IOException {
        assertThat(get(open, "/v1/users", "Host: " + host)).startsWith("HTTP/1.1 200");
        assertThat(get(open, "/v1/users", "Host: localhost", "Origin: http://" + host))
                .startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "127.0.0.1.evil.example",
                "localhost.evil.example:8080",
                "10.0.0.9:8080",
                "[::2]:8080"
            })
    void aNameThatHasBeenPointedAtAnOpenNodeIsRefused(String host) throws IOException {
        assertThat(get(open, "/v1/users", "Host: " + host))
                .startsWith("HTTP/1.1 403")
                .contains("\"status\":\"PERMISSION_DENIED\"", "HOST_NOT_ALLOWED", "shop.grpc.allowed-hosts")
                .containsIgnoringCase("x-request-id: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://evil.example:8080", "x", "http://[", "file://"})
    void anotherPageCanNeitherReadNorChangeAnythingOfAnOpenNode(String origin) throws IOException {
        open.users.lastContext = null;

        for (String type : new String[] {"application/x-www-form-urlencoded", "application/grpc-web+proto"}) {
            String path = type.contains("grpc") ? "/user.UserService/DeactivateUser" : "/v1/users/7:deactivate";
            assertThat(call(
                            open,
                            "POST " + path,
                            "Host: localhost",
                            "Origin: " + origin,
                            "Content-Type: " + type,
                            "Content-Length: 0"))
                    .containsAnyOf("HTTP/1.1 403", "grpc-status: 7", "grpc-status:7");
        }
        assertThat(get(open, "/v1/users", "Host: localhost", "Origin: " + origin))
                .startsWith("HTTP/1.1 403")
                .contains("ORIGIN_NOT_ALLOWED");
        assertThat(open.users.lastContext).isNull();
    }

    @Test
    void grpcIsUnderTheSameRule() {
        assertThat(code("user-service")).isEqualTo(Status.Code.OK);
        assertThat(code("localhost:1")).isEqualTo(Status.Code.OK);
        assertThat(code("evil.example")).isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/alive"})
    void whoeverLooksAtTheNodeMayKnowItByAnyName(String path) throws IOException {
        assertThat(get(open, path, "Host: 192.0.2.1:8080")).startsWith("HTTP/1.1 200");
    }

    @Test
    void pagesOfConfiguredOriginsMayCallAnOpenNode() throws IOException {
        try (var configured = TestServer.start(OPEN + "shop.grpc.allowed-origins = \"https://shop.example\"")) {
            assertThat(get(configured, "/v1/users", "Host: localhost", "Origin: https://shop.example"))
                    .startsWith("HTTP/1.1 200");
            assertThat(get(configured, "/v1/users", "Host: localhost", "Origin: https://evil.example"))
                    .startsWith("HTTP/1.1 403")
                    .contains("ORIGIN_NOT_ALLOWED");
            assertThat(get(configured, "/v1/users", "Host: evil.example", "Origin: https://shop.example"))
                    .startsWith("HTTP/1.1 403")
                    .contains("HOST_NOT_ALLOWED");
        }
    }

    @Test
    void aNodeThatAsksForTokensAnswersToEveryName() throws IOException {
        try (var enforced = TestServer.start("shop.security.mode = enforced")) {
            assertThat(get(enforced, "/v1/users", "Host: api.shop.example", "Origin: https://evil.example"))
                    .startsWith("HTTP/1.1 200");
        }
    }

    private static Status.Code code(String authority) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(open.server.address())
                .usePlaintext()
                .overrideAuthority(authority)
                .build();
        try {
            ClientCalls.blockingUnaryCall(
                    channel, LIST_USERS, CallOptions.DEFAULT, ListUsersRequest.getDefaultInstance());
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        } finally {
            channel.shutdownNow();
        }
    }

    private static String get(TestServer server, String path, String... headers) throws IOException {
        return call(server, "GET " + path, headers);
    }

    private static String call(TestServer server, String line, String... headers) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            String head = line + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }
}
