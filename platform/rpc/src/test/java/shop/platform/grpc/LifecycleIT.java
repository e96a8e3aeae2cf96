package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.contract.user.User;
import shop.contract.user.UserOuterClass;
import shop.devstack.OwnThread;

@Timeout(120)
class LifecycleIT {

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aDrainLosesNoCall() {
        User answer = User.newBuilder().setId("held").build();
        CompletableFuture<User> call =
                CompletableFuture.supplyAsync(() -> server.getUser("held", CallOptions.DEFAULT), OwnThread::run);
        await().atMost(TestServer.PATIENCE)
                .until(() -> server.server.callsInFlight() == 1 && server.users.held.containsKey("held"));

        server.health.change(ServingStatus.NOT_SERVING);
        server.server.unbind().toCompletableFuture().join();
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), server.port()).close())
                .isInstanceOf(IOException.class);
        server.users.held.get("held").complete(answer);

        assertThat(call).succeedsWithin(TestServer.PATIENCE).isEqualTo(answer);
        await().atMost(TestServer.PATIENCE).until(() -> server.server.callsInFlight() == 0);
    }

    @Test
    void aDrainEndsStreamsAndStillWaitsForOtherCalls() {
        User answer = User.newBuilder().setId("held").build();
        CompletableFuture<User> call =
                CompletableFuture.supplyAsync(() -> server.getUser("held", CallOptions.DEFAULT), OwnThread::run);
        Iterator<User> stream = server.watchUser("endless", new Metadata());
        assertThat(stream.next().getRevision()).isEqualTo(1);
        assertThat(stream.next().getRevision()).isEqualTo(2);
        await().atMost(TestServer.PATIENCE)
                .until(() -> server.server.callsInFlight() == 2 && server.users.held.containsKey("held"));

        CompletableFuture<?> drained = server.server.drain(TestServer.PATIENCE).toCompletableFuture();

        assertThatThrownBy(stream::hasNext)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE))
                .hasMessageContaining("shutting down");
        assertThatThrownBy(() -> server.watchUser("endless", new Metadata()).hasNext())
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
        assertThat(drained).isNotDone();
        server.users.held.get("held").complete(answer);
        assertThat(call).succeedsWithin(TestServer.PATIENCE).isEqualTo(answer);
        assertThat(drained).succeedsWithin(TestServer.PATIENCE);
    }

    @Test
    void terminationClosesConnectionsAtTheHardDeadline() {
        CompletableFuture<User> call =
                CompletableFuture.supplyAsync(() -> server.getUser("held", CallOptions.DEFAULT), OwnThread::run);
        await().atMost(TestServer.PATIENCE)
                .until(() -> server.server.callsInFlight() == 1 && server.users.held.containsKey("held"));

        assertThat(server.server.terminate(Duration.ofMillis(100)).toCompletableFuture())
                .succeedsWithin(TestServer.PATIENCE);
        assertThat(call).failsWithin(TestServer.PATIENCE);
    }

    @Test
    void anImplementationOfAnotherServiceIsRefused() {
        GrpcService misfit = new GrpcService(
                UserOuterClass.getDescriptor().findServiceByName("UserService"), Runnable.class, (Runnable) () -> {});

        assertThatThrownBy(
                        () -> GrpcServer.builder(server.system).service(misfit).bind())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("getUser");
    }

    @Test
    void twoServicesWithTheSamePathsAreRefused() {
        assertThatThrownBy(() -> GrpcServer.builder(server.system)
                        .service(server.users.service())
                        .service(new InMemoryUsers().service())
                        .bind())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/user.UserService/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.grpc.reflection = maybe", "shop.grpc.max-message-size = 3 GiB"})
    void anImpossibleSettingIsRefusedAtTheStart(String setting) {
        assertThatThrownBy(
                        () -> ServerConfig.of(ConfigFactory.parseString(setting).withFallback(ConfigFactory.load())))
                .isInstanceOfAny(IllegalArgumentException.class, ArithmeticException.class);
    }
}
