package shop.platform.grpc;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.google.protobuf.Message;
import com.typesafe.config.ConfigFactory;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import shop.contract.user.GetUserRequest;
import shop.contract.user.User;
import shop.platform.telemetry.Telemetry;

/** A server on a free port with {@link InMemoryUsers} and {@link EchoService}, and a grpc-java channel to it. */
final class TestServer implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final MethodDescriptor<GetUserRequest, User> WATCH_USER =
            MethodDescriptor.<GetUserRequest, User>newBuilder()
                    .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                    .setFullMethodName("test.Echo/WatchUser")
                    .setRequestMarshaller(ProtoUtils.marshaller(GetUserRequest.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(User.getDefaultInstance()))
                    .build();

    final InMemoryUsers users = new InMemoryUsers();
    final ServerHealth health = new ServerHealth();
    final ActorSystem<Object> system;
    final GrpcServer server;
    final ManagedChannel channel;

    private TestServer(String settings, UnaryOperator<GrpcServer.Builder> customize) {
        system = ActorSystem.create(
                Behaviors.empty(),
                "grpc-test",
                ConfigFactory.parseString(settings)
                        .withFallback(ConfigFactory.parseString(
                                "akka.actor.provider = local\nshop.profile = dev\nakka.log-dead-letters = off"))
                        .withFallback(ConfigFactory.load()));
        health.change(ServingStatus.SERVING);
        server = customize
                .apply(GrpcServer.builder(system)
                        .host("127.0.0.1")
                        .port(0)
                        .health(health)
                        .service(users.service())
                        .service(EchoService.create()))
                .bind()
                .toCompletableFuture()
                .join();
        channel =
                NettyChannelBuilder.forAddress(server.address()).usePlaintext().build();
    }

    static TestServer start() {
        return start("");
    }

    static TestServer start(String settings) {
        return start(settings, builder -> builder);
    }

    static TestServer start(String settings, UnaryOperator<GrpcServer.Builder> customize) {
        return new TestServer(settings, customize);
    }

    int port() {
        return server.address().getPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    User getUser(String id) {
        return getUser(id, CallOptions.DEFAULT.withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    User getUser(String id, CallOptions options) {
        GetUserRequest request = GetUserRequest.newBuilder().setId(id).build();
        return call("user.UserService/GetUser", request, User.getDefaultInstance(), options, new Metadata());
    }

    /** The answers of {@link EchoService}. */
    Iterator<User> watchUser(String id, Metadata headers) {
        return ClientCalls.blockingServerStreamingCall(
                ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
                WATCH_USER,
                CallOptions.DEFAULT,
                GetUserRequest.newBuilder().setId(id).build());
    }

    <R extends Message, T extends Message> T call(
            String method, R request, T answer, CallOptions options, Metadata headers) {
        return ClientCalls.blockingUnaryCall(
                ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
                MethodDescriptor.<R, T>newBuilder()
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName(method)
                        .setRequestMarshaller(ProtoUtils.marshaller(prototype(request)))
                        .setResponseMarshaller(ProtoUtils.marshaller(answer))
                        .build(),
                options,
                request);
    }

    /** How many connections the guard has ended for this reason. */
    double rejected(String reason) {
        return Telemetry.get(system).snapshot().stream()
                .filter(metric -> metric.getMetadata().getPrometheusName().equals("shop_connections_rejected"))
                .flatMap(metric -> ((CounterSnapshot) metric).getDataPoints().stream())
                .filter(point -> reason.equals(point.getLabels().get("reason")))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    @SuppressWarnings("unchecked") // what getDefaultInstanceForType promises
    private static <R extends Message> R prototype(R message) {
        return (R) message.getDefaultInstanceForType();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.terminate(Duration.ofSeconds(1)).toCompletableFuture().join();
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}
