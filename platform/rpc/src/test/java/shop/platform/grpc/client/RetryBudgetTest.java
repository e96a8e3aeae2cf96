package shop.platform.grpc.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.contract.user.User;

/** Beside the throttle of a real channel, whose state shows in what it retries. */
class RetryBudgetTest {
    private static final double MOST = 10;
    private static final Map<String, ?> CONFIG = Map.of(
            "methodConfig",
            List.of(Map.of(
                    "name",
                    List.of(Map.of()),
                    "retryPolicy",
                    Map.of(
                            "maxAttempts",
                            2.0,
                            "initialBackoff",
                            "0.001s",
                            "maxBackoff",
                            "0.001s",
                            "backoffMultiplier",
                            1.0,
                            "retryableStatusCodes",
                            List.of("UNAVAILABLE")))),
            "retryThrottling",
            Map.of("maxTokens", MOST, "tokenRatio", 0.5));
    private static final MethodDescriptor<User, User> METHOD = MethodDescriptor.<User, User>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("test.Service/Call")
            .setRequestMarshaller(ProtoUtils.marshaller(User.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(User.getDefaultInstance()))
            .build();

    private enum Behaviour {
        ANSWER,
        REFUSE,
        FAIL,
        FAIL_AFTER_HEADERS
    }

    private final RetryBudget budget = RetryBudget.of(CONFIG);
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile Behaviour behaviour;
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerServiceDefinition.builder("test.Service")
                        .addMethod(METHOD, (call, headers) -> serve(call))
                        .build())
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .defaultServiceConfig(CONFIG)
                .intercept(new ClientInterceptor() {
                    @Override
                    public <I, O> ClientCall<I, O> interceptCall(
                            MethodDescriptor<I, O> method, CallOptions options, Channel next) {
                        return next.newCall(method, options.withStreamTracerFactory(budget));
                    }
                })
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void whateverComesOfCallsItSaysWhetherTheNextFailureIsRetried() {
        var random = new Random(7);
        for (int i = 0; i < 400; i++) {
            // In turn a good time, in which it fills, and a bad one.
            var fails = random.nextInt(10) < (i / 50 % 2 == 0 ? 2 : 8);
            behaviour = fails ? Behaviour.FAIL : Behaviour.values()[random.nextInt(4)];
            var before = budget.left() * MOST;

            call();

            var retried = behaviour == Behaviour.FAIL && before - 1 > MOST / 2;
            assertThat(attempts.getAndSet(0))
                    .as("call %d, %s at %s", i, behaviour, before)
                    .isEqualTo(retried ? 2 : 1);
        }
    }

    @Test
    void withoutRetriesThereIsAlwaysAllOfIt() {
        var unused = RetryBudget.of(Map.of());

        unused.newClientStreamTracer(null, new Metadata()).streamClosed(Status.UNAVAILABLE);

        assertThat(unused.left()).isEqualTo(1);
    }

    private void call() {
        try {
            ClientCalls.blockingUnaryCall(channel, METHOD, CallOptions.DEFAULT, User.getDefaultInstance());
        } catch (StatusRuntimeException expected) {
            assertThat(behaviour).isNotEqualTo(Behaviour.ANSWER);
        }
    }

    private ServerCall.Listener<User> serve(ServerCall<User, User> call) {
        attempts.incrementAndGet();
        if (behaviour == Behaviour.ANSWER || behaviour == Behaviour.FAIL_AFTER_HEADERS) {
            call.sendHeaders(new Metadata());
        }
        if (behaviour == Behaviour.ANSWER) {
            call.sendMessage(User.getDefaultInstance());
        }
        call.close(
                switch (behaviour) {
                    case ANSWER -> Status.OK;
                    case REFUSE -> Status.NOT_FOUND;
                    case FAIL, FAIL_AFTER_HEADERS -> Status.UNAVAILABLE;
                },
                new Metadata());
        return new ServerCall.Listener<>() {};
    }
}
