package shop.platform.grpc;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ConnectionContext;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.ServerBuilder;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.Uri;
import akka.pattern.Patterns;
import akka.stream.Materializer;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.platform.call.Deadline;
import shop.platform.grpc.connection.Connections;
import shop.platform.grpc.connection.Edge;
import shop.platform.grpc.connection.StreamKind;
import shop.platform.grpc.json.JsonHandler;
import shop.platform.telemetry.Telemetry;
import shop.platform.tls.Tls;

/**
 * Serves gRPC, gRPC-Web, JSON over HTTP and {@code GET /health} on one port, HTTP/1.1 and HTTP/2 alike. Settings are
 * under {@code shop.grpc}; over TLS only where {@code shop.tls} is on. Thread-safe.
 */
public final class GrpcServer {

    private static final Duration IDLE_POLL = Duration.ofMillis(20);
    /** Time for the last answers to leave the connections' buffers. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final ActorSystem<?> system;
    private final ServerBinding binding;
    private final CallGate gate;
    private final ServerHealth health;

    private GrpcServer(ActorSystem<?> system, ServerBinding binding, CallGate gate, ServerHealth health) {
        this.system = system;
        this.binding = binding;
        this.gate = gate;
        this.health = health;
    }

    /** Begins a server on host and port of the configuration. */
    public static Builder builder(ActorSystem<?> system) {
        return new Builder(system);
    }

    /** Returns the address on which the server listens. */
    public InetSocketAddress address() {
        return binding.localAddress();
    }

    /**
     * Returns the number of the services' calls in flight. A stream counts while it is open; the server's own
     * health and reflection services do not count.
     */
    public int callsInFlight() {
        return gate.inFlight();
    }

    /** Stops accepting connections; open ones continue. */
    public CompletionStage<Done> unbind() {
        return binding.unbind();
    }

    /**
     * Ends the server without losing a call: accepts no more connections, ends streams with UNAVAILABLE, waits for the
     * calls in flight, then closes the connections. The stage completes after {@code bound} at the latest; calls still
     * in flight then fail.
     */
    public CompletionStage<Done> drain(Duration bound) {
        var deadline = Deadline.after(bound);
        gate.endStreams();
        return unbind().thenCompose(unbound -> idle(deadline)).thenCompose(done -> terminate(LAST_WORDS));
    }

    /** Completes when no call is in flight, or at the deadline. */
    private CompletionStage<Done> idle(Deadline deadline) {
        if (callsInFlight() == 0 || deadline.isExpired()) {
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        return Patterns.after(IDLE_POLL, system.classicSystem(), () -> idle(deadline));
    }

    /** Stops accepting connections and closes open ones when they are idle, and the rest after this time. */
    public CompletionStage<Done> terminate(Duration hardDeadline) {
        health.endWatches();
        return binding.terminate(hardDeadline).thenApply(terminated -> Done.getInstance());
    }

    /** Builds a server. Not thread-safe. */
    public static final class Builder {

        private final ActorSystem<?> system;
        private final List<GrpcService> services = new ArrayList<>();
        private final List<Interceptor> interceptors = new ArrayList<>();
        private ServerHealth health = new ServerHealth();
        private final Map<String, HttpResponse> pages = new HashMap<>();
        private ServerConfig config;

        private Builder(ActorSystem<?> system) {
            this.system = system;
            this.config = ServerConfig.of(system.settings().config());
        }

        /** Binds this address instead of the configured one. */
        public Builder host(String address) {
            config = config.withAddress(address, config.port());
            return this;
        }

        /** Binds this port instead of the configured one; 0 takes a free one. */
        public Builder port(int number) {
            config = config.withAddress(config.host(), number);
            return this;
        }

        /** Serves one more service. */
        public Builder service(GrpcService service) {
            services.add(service);
            return this;
        }

        /** Adds an interceptor, inside those added before. */
        public Builder interceptor(Interceptor interceptor) {
            interceptors.add(interceptor);
            return this;
        }

        /**
         * Gives these answers to GET and HEAD of these paths, which then are no method's. They are for everybody whom the port answers:
         * they pass the limits on connections and no interceptor.
         *
         * @param answers by path; strict, since they are given many times
         */
        public Builder pages(Map<String, HttpResponse> answers) {
            pages.putAll(answers);
            return this;
        }

        /** Reports this health instead of its own, which would stay {@link ServingStatus#STARTING}. */
        public Builder health(ServerHealth shared) {
            health = shared;
            return this;
        }

        /**
         * Binds the port. The stage fails when the port is taken.
         *
         * @throws IllegalArgumentException when a service's API or its {@code google.api.http} options are invalid
         */
        public CompletionStage<GrpcServer> bind() {
            initialiseUri();
            CallGate gate = new CallGate(
                    system, () -> health.status() != ServingStatus.STARTING, config.callsInFlight(), StreamKind.CALL);
            Connections connections = Connections.of(system);
            PortHandler handler = handler(gate, connections);
            ServerBuilder http =
                    Http.get(system).newServerAt(config.host(), config.port()).withSettings(config.http());
            return Tls.of(system)
                    .map(tls -> http.enableHttps(
                            ConnectionContext.httpsServer(() -> connections.guarded(tls.serviceEngine()))))
                    .orElse(http)
                    .bind(Cors.around(handler::handle, config.cors(), system))
                    .thenApply(binding -> {
                        if (!connections.isGuarding()) {
                            throw new IllegalStateException(
                                    "akka.http.http2-telemetry-class: not in use (expected: as in shop-grpc.conf)");
                        }
                        return new GrpcServer(system, binding, gate, health);
                    });
        }

        /** Answers requests as the server would, without a port. */
        public Function<HttpRequest, CompletionStage<HttpResponse>> handler() {
            initialiseUri();
            var gate = new CallGate(system, () -> true, config.callsInFlight(), StreamKind.CALL);
            return handler(gate, Connections.of(system))::handle;
        }

        /**
         * Akka HTTP's {@code Uri} and its implementation initialise each other. If the first request and another thread
         * first used a {@code Uri} at the same moment, they would deadlock.
         */
        private static void initialiseUri() {
            Uri.create("/");
        }

        private PortHandler handler(CallGate gate, Connections connections) {
            Telemetry telemetry = Telemetry.get(system);
            List<ServedMethod> business = services.stream()
                    .flatMap(service -> ServedMethod.of(service, gate, interceptors, telemetry).stream())
                    .toList();
            CallGate alwaysOpen = new CallGate(system, () -> true, CallLimit.Settings.NONE, StreamKind.OWN);
            Stream<ServedMethod> own = ownServices().stream()
                    .flatMap(service -> ServedMethod.of(service, alwaysOpen, List.of(), telemetry).stream());
            return new PortHandler(
                    HostGuard.of(system.settings().config(), config.host()),
                    WireFormat.bySubtype(config.maxMessageSize()),
                    new GrpcHandler(
                            system, config.deadlines(), config.maxMessageSize(), Stream.concat(business.stream(), own)),
                    new JsonHandler(system, config.deadlines(), config.maxMessageSize(), business),
                    health,
                    connections,
                    Edge.of(system.settings().config()),
                    pages,
                    Materializer.matFromSystem(system));
        }

        private List<GrpcService> ownServices() {
            List<ServiceDescriptor> descriptors =
                    services.stream().map(GrpcService::descriptor).toList();
            GrpcService healthService = HealthService.of(
                    health,
                    descriptors.stream().map(ServiceDescriptor::getFullName).collect(Collectors.toSet()));
            if (!config.reflection()) {
                return List.of(healthService);
            }
            List<ServiceDescriptor> visible = new ArrayList<>(descriptors);
            visible.add(healthService.descriptor());
            List<GrpcService> own = new ArrayList<>(ReflectionService.of(visible));
            own.add(healthService);
            return own;
        }
    }
}
