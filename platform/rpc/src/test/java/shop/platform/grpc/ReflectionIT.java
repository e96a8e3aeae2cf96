package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.reflection.v1.ExtensionRequest;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ReflectionIT extends OneServer {
    @Test
    void theServicesAreListed() {
        ServerReflectionResponse response = ask(server, request -> request.setListServices(""));

        assertThat(response.getListServicesResponse().getServiceList())
                .extracting(ServiceResponse::getName)
                .containsExactly("user.UserService", "test.Echo", "grpc.health.v1.Health");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"user.UserService", "user.UserService.GetUser", "user.User", "user.User.email", "user.UserStatus"
            })
    void aSymbolLeadsToItsFileAndAllThatItImports(String symbol) {
        ServerReflectionResponse response = ask(server, request -> request.setFileContainingSymbol(symbol));

        assertThat(files(response))
                .startsWith("user.proto")
                .contains("google/api/annotations.proto", "google/protobuf/descriptor.proto")
                .doesNotHaveDuplicates();
    }

    @Test
    void aFileIsFoundByName() {
        ServerReflectionResponse response =
                ask(server, request -> request.setFileByFilename("google/protobuf/timestamp.proto"));

        assertThat(files(response)).containsExactly("google/protobuf/timestamp.proto");
    }

    @Test
    void extensionsAreFound() {
        String type = "google.protobuf.MethodOptions";

        assertThat(ask(server, request -> request.setAllExtensionNumbersOfType(type))
                        .getAllExtensionNumbersResponse()
                        .getExtensionNumberList())
                .contains(72295728);
        assertThat(files(ask(
                        server,
                        request -> request.setFileContainingExtension(ExtensionRequest.newBuilder()
                                .setContainingType(type)
                                .setExtensionNumber(72295728)))))
                .startsWith("google/api/annotations.proto");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(List.of(
                        ask(server, request -> request.setFileContainingSymbol("user.Nothing")),
                        ask(server, request -> request.setFileByFilename("nothing.proto")),
                        ask(server, request -> request.setAllExtensionNumbersOfType("user.Nothing"))))
                .extracting(response -> response.getErrorResponse().getErrorCode())
                .containsOnly(Code.NOT_FOUND.value());
    }

    @Test
    void aStreamTakesSoManyRequestsAndNoMore() throws Exception {
        var over = new CompletableFuture<Throwable>();
        var requests = ServerReflectionGrpc.newStub(server.channel).serverReflectionInfo(new StreamObserver<>() {
            @Override
            public void onNext(ServerReflectionResponse response) {
                // One more answer.
            }

            @Override
            public void onError(Throwable failure) {
                over.complete(failure);
            }

            @Override
            public void onCompleted() {
                over.complete(new IllegalStateException("completed"));
            }
        });
        for (int i = 0; i <= ReflectionService.MAX_REQUESTS; i++) {
            requests.onNext(
                    ServerReflectionRequest.newBuilder().setListServices("").build());
        }

        assertThat(Status.fromThrowable(over.get(60, TimeUnit.SECONDS)).getCode())
                .isEqualTo(Code.RESOURCE_EXHAUSTED);
    }

    @Test
    @SuppressWarnings("deprecation") // the older version is what is tested
    void toolsThatKnowTheOlderVersionAreServedToo() {
        CompletableFuture<io.grpc.reflection.v1alpha.ServerReflectionResponse> answer = new CompletableFuture<>();
        StreamObserver<io.grpc.reflection.v1alpha.ServerReflectionRequest> requests =
                io.grpc.reflection.v1alpha.ServerReflectionGrpc.newStub(server.channel)
                        .serverReflectionInfo(first(answer));
        requests.onNext(io.grpc.reflection.v1alpha.ServerReflectionRequest.newBuilder()
                .setListServices("")
                .build());
        requests.onCompleted();

        assertThat(answer).succeedsWithin(TestServer.PATIENCE);
        assertThat(answer.join().getListServicesResponse().getServiceCount()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"auto, production, false", "on, production, true", "auto, dev, true", "off, dev, false"})
    void itIsOffInProductionUnlessAskedFor(String setting, String profile, boolean expected) {
        String settings = "shop.profile = " + profile + "\nshop.grpc.reflection = " + setting;
        try (TestServer other = TestServer.start(settings)) {
            if (expected) {
                assertThat(ask(other, request -> request.setListServices("")).hasListServicesResponse())
                        .isTrue();
            } else {
                assertThatThrownBy(() -> ask(other, request -> request.setListServices("")))
                        .isInstanceOf(CompletionException.class)
                        .hasMessageContaining("UNIMPLEMENTED");
            }
        }
    }

    private static ServerReflectionResponse ask(
            TestServer server, UnaryOperator<ServerReflectionRequest.Builder> question) {
        CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> requests =
                ServerReflectionGrpc.newStub(server.channel).serverReflectionInfo(first(answer));
        requests.onNext(question.apply(ServerReflectionRequest.newBuilder()).build());
        requests.onCompleted();
        return answer.orTimeout(TestServer.PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }

    private static <T> StreamObserver<T> first(CompletableFuture<T> answer) {
        return new StreamObserver<>() {
            @Override
            public void onNext(T response) {
                answer.complete(response);
            }

            @Override
            public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                answer.completeExceptionally(new IllegalStateException("no answer"));
            }
        };
    }

    private static List<String> files(ServerReflectionResponse response) {
        List<String> names = new ArrayList<>();
        for (ByteString file : response.getFileDescriptorResponse().getFileDescriptorProtoList()) {
            try {
                names.add(FileDescriptorProto.parseFrom(file).getName());
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
            }
        }
        return names;
    }
}
