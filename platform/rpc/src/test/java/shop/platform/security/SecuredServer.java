package shop.platform.security;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.http.javadsl.ConnectionContext;
import akka.http.javadsl.Http;
import akka.stream.javadsl.Source;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import com.typesafe.config.ConfigFactory;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import shop.contract.order.OrderOuterClass;
import shop.contract.order.OrderServicePowerApi;
import shop.contract.user.UserOuterClass;
import shop.contract.user.UserServicePowerApi;
import shop.devstack.DevelopmentCertificates;
import shop.platform.call.ApiException;
import shop.platform.grpc.CallContext;
import shop.platform.grpc.GrpcServer;
import shop.platform.grpc.GrpcService;
import shop.platform.grpc.ServerHealth;
import shop.platform.grpc.ServingStatus;
import shop.platform.limits.CallerRates;
import shop.platform.limits.CallerStreams;
import shop.platform.tls.Tls;

/**
 * Both services behind access control, with implementations that answer every call: with an object of {@link #OWNER}
 * under whatever id was asked for, or NOT_FOUND for {@link #ABSENT}. A peer's certificate is stood in for by a header.
 */
final class SecuredServer implements AutoCloseable {

    static final String OWNER = "11111111-1111-4111-8111-111111111111";
    static final String OTHER = "22222222-2222-4222-8222-222222222222";
    static final String ABSENT = "99999999-9999-4999-8999-999999999999";
    /** Streams of it go on for ever. */
    static final String ENDLESS = "77777777-7777-4777-8777-777777777777";

    static final String PEER = "test-peer";

    static final List<ServiceDescriptor> SERVICES = List.of(
            UserOuterClass.getDescriptor().findServiceByName("UserService"),
            OrderOuterClass.getDescriptor().findServiceByName("OrderService"));

    /** A call that got as far as an implementation. */
    record Reached(Message request, CallContext context) {}

    /** A call that did not. */
    record Denied(CallContext context, Caller caller, ApiException refusal) {}

    final List<Reached> reached = new CopyOnWriteArrayList<>();
    final List<Denied> denied = new CopyOnWriteArrayList<>();
    /** Subjects of users of whom the services know that they are deactivated. */
    final Set<String> deactivated = ConcurrentHashMap.newKeySet();

    /** Whether asking for them throws. */
    volatile boolean failing;
    /** How often it has. */
    final AtomicInteger failures = new AtomicInteger();

    final ManagedChannel channel;

    private final ActorSystem<Void> system;
    private final GrpcServer server;

    private SecuredServer(String settings, Optional<DevelopmentCertificates> certificates) {
        system = ActorSystem.create(
                Behaviors.empty(),
                "secured",
                ConfigFactory.parseString(settings)
                        .withFallback(
                                ConfigFactory.parseString(
                                        "akka.actor.provider = local, shop.profile = dev, shop.limits.rate.anonymous.burst = 100000"))
                        .withFallback(ConfigFactory.load()));
        var callers = Security.callers(system, context -> context.getText(PEER))
                .within(CallerRates.of(system.settings().config(), AccessControl.roles(SERVICES)));
        var health = new ServerHealth();
        health.change(ServingStatus.SERVING);
        server = GrpcServer.builder(system)
                .host("127.0.0.1")
                .port(0)
                .health(health)
                .service(service(SERVICES.get(0), UserServicePowerApi.class))
                .service(service(SERVICES.get(1), OrderServicePowerApi.class))
                .interceptor(new AccessControl(
                        SERVICES,
                        callers,
                        (context, caller, refusal) -> denied.add(new Denied(context, caller, refusal))))
                .interceptor(CallerStreams.start(system, AccessControl.roles(SERVICES), subjects -> {
                    if (failing) {
                        failures.incrementAndGet();
                        throw new IllegalStateException("the users cannot be asked");
                    }
                    return CompletableFuture.completedFuture(Set.copyOf(deactivated));
                }))
                .bind()
                .toCompletableFuture()
                .join();
        channel = certificates
                .map(this::secureChannel)
                .orElseGet(() -> NettyChannelBuilder.forAddress(server.address())
                        .usePlaintext()
                        .build());
    }

    private ManagedChannel secureChannel(DevelopmentCertificates certificates) {
        // What a node does for its bootstrap: from here on nothing but other nodes of the service is trusted by
        // default.
        Http.get(system)
                .setDefaultClientHttpsContext(
                        ConnectionContext.httpsClient(Tls.of(system).orElseThrow()::memberClientEngine));
        try {
            return NettyChannelBuilder.forAddress(server.address())
                    .sslContext(GrpcSslContexts.forClient()
                            .trustManager(certificates.authority().toFile())
                            .build())
                    .overrideAuthority("localhost")
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    static SecuredServer start(String settings) {
        return new SecuredServer(settings, Optional.empty());
    }

    /** The same over TLS, with a default for outgoing connections as a node has it. */
    static SecuredServer start(String settings, DevelopmentCertificates certificates) {
        return new SecuredServer(certificates.settings("user-service") + settings, Optional.of(certificates));
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }

    private <T> GrpcService service(ServiceDescriptor descriptor, Class<T> api) {
        var implementation = Proxy.newProxyInstance(
                api.getClassLoader(),
                new Class<?>[] {api},
                (proxy, method, arguments) -> answer(method, (Message) arguments[0], (CallContext) arguments[1]));
        return GrpcService.of(descriptor, api, api.cast(implementation));
    }

    private Object answer(Method method, Message request, CallContext context) {
        reached.add(new Reached(request, context));
        var answer = object(method, request);
        if (method.getReturnType() != Source.class) {
            return CompletableFuture.completedFuture(answer);
        }
        return text(request, "id").filter(ENDLESS::equals).isPresent()
                ? Source.single(answer).concat(Source.never())
                : Source.single(answer);
    }

    private static Message object(Method method, Message request) {
        var type = (Class<?>) ((ParameterizedType) method.getGenericReturnType()).getActualTypeArguments()[0];
        var answer = Internal.getDefaultInstance(type.asSubclass(Message.class)).newBuilderForType();
        var id = text(request, "id");
        if (id.filter(ABSENT::equals).isPresent()) {
            throw ApiException.notFound(answer.getDescriptorForType().getFullName(), ABSENT);
        }
        id.ifPresent(asked -> set(answer, "id", asked));
        set(answer, "user_id", OWNER);
        return answer.build();
    }

    private static Optional<String> text(Message message, String field) {
        return Optional.ofNullable(message.getDescriptorForType().findFieldByName(field))
                .map(message::getField)
                .map(String.class::cast);
    }

    static void set(Message.Builder message, String field, String value) {
        FieldDescriptor found = message.getDescriptorForType().findFieldByName(field);
        if (found != null) {
            message.setField(found, value);
        }
    }

    static String enforced(String... settings) {
        return "shop.security { mode = enforced, tokens { issuer = \"%s\" } }\n%s"
                .formatted(TestIssuer.ISSUER, String.join("\n", Arrays.asList(settings)));
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.terminate(Duration.ofSeconds(1)).toCompletableFuture().join();
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}
