package shop.platform.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.platform.resilience.RetryPolicy.Budget;

/** The service config as a real channel takes it, against a real server. */
class RetryPolicyTest {

    private static final String CHECK = "grpc.health.v1.Health/Check";
    private static final RetryPolicy POLICY = policy(3, new Budget(100, 0.1));

    private final AtomicInteger attempts = new AtomicInteger();
    private volatile int failures = Integer.MAX_VALUE;
    private volatile Status failure = Status.UNAVAILABLE;
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new HealthGrpc.HealthImplBase() {
                    @Override
                    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> response) {
                        if (attempts.incrementAndGet() <= failures) {
                            response.onError(failure.asRuntimeException());
                            return;
                        }
                        response.onNext(HealthCheckResponse.getDefaultInstance());
                        response.onCompleted();
                    }
                })
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void repeatsAnIdempotentMethodUntilItSucceeds() {
        connect(POLICY.serviceConfig(Set.of(CHECK)));
        failures = 2;

        check();

        assertThat(attempts).hasValue(3);
    }

    @Test
    void givesUpAfterSoManyAttempts() {
        connect(POLICY.serviceConfig(Set.of(CHECK)));

        assertThatThrownBy(this::check).isInstanceOf(StatusRuntimeException.class);

        assertThat(attempts).hasValue(3);
    }

    @Test
    void repeatsNoMethodThatIsNotNamed() {
        connect(POLICY.serviceConfig(Set.of("grpc.health.v1.Health/List")));

        assertThatThrownBy(this::check).isInstanceOf(StatusRuntimeException.class);

        assertThat(attempts).hasValue(1);
    }

    @Test
    void repeatsNothingAfterOtherFailures() {
        connect(POLICY.serviceConfig(Set.of(CHECK)));
        failure = Status.NOT_FOUND;

        assertThatThrownBy(this::check).isInstanceOf(StatusRuntimeException.class);

        assertThat(attempts).hasValue(1);
    }

    @Test
    void stopsRepeatingWhenTheBudgetIsSpent() {
        connect(policy(5, new Budget(10, 0.1)).serviceConfig(Set.of(CHECK)));
        int calls = 40;

        for (int i = 0; i < calls; i++) {
            assertThatThrownBy(this::check).isInstanceOf(StatusRuntimeException.class);
        }

        // Half of the tokens pay for at most five retries; then a call is an attempt.
        assertThat(attempts.get()).isBetween(calls + 1, calls + 5);
    }

    @Test
    void saysNothingWhenThereIsNothingToRepeat() {
        connect(policy(1, new Budget(10, 0.1)).serviceConfig(Set.of(CHECK)));

        assertThatThrownBy(this::check).isInstanceOf(StatusRuntimeException.class);

        assertThat(attempts).hasValue(1);
        assertThat(POLICY.serviceConfig(List.of())).isEmpty();
    }

    @Test
    void refusesWhatMakesNoSense() {
        connect(Map.of());

        assertThatThrownBy(() -> policy(6, new Budget(10, 0.1))).hasMessage("max-attempts: 6 (expected: 1 to 5)");
        assertThatThrownBy(() -> new Budget(0, 0.1)).hasMessage("max-tokens: 0 (expected: 1 to 1000)");
        assertThatThrownBy(() -> new Budget(10, 0)).hasMessage("token-ratio: 0.0 (expected: 0.001 to 1)");
        assertThatThrownBy(() -> POLICY.serviceConfig(List.of("Check")))
                .hasMessage("method: Check (expected: package.Service/Method)");
    }

    private static RetryPolicy policy(int maxAttempts, Budget budget) {
        Duration backoff = Duration.ofMillis(1);
        return new RetryPolicy(maxAttempts, backoff, backoff, 1, Set.of(Status.Code.UNAVAILABLE), budget);
    }

    private void connect(Map<String, ?> serviceConfig) {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .defaultServiceConfig(serviceConfig)
                .build();
    }

    private void check() {
        HealthGrpc.newBlockingStub(channel).withWaitForReady().check(HealthCheckRequest.getDefaultInstance());
    }
}
