package shop.platform.grpc;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaType;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.stream.Materializer;
import io.grpc.Status.Code;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;
import shop.platform.grpc.connection.Connection;
import shop.platform.grpc.connection.Connections;
import shop.platform.grpc.connection.Edge;
import shop.platform.grpc.json.JsonHandler;

/** Distinguishes the protocols of the port. */
final class PortHandler {

    /** How the subtypes of all of gRPC's content types begin. */
    private static final String GRPC = "grpc";

    private static final String HEALTH = "/health";
    private static final String ALIVE = "/alive";
    private static final String HEALTH_CHECK = "/grpc.health.v1.Health/Check";

    private static final ApiException TOO_MANY_CONNECTIONS = ApiException.builder(
                    Code.RESOURCE_EXHAUSTED,
                    ErrorReason.TOO_MANY_CONNECTIONS,
                    "Too many connections are open; use fewer, or call another node.")
            .quota("connections", "as shop.grpc.connections says, per source and per node")
            .sharedByCalls()
            .build();
    private static final ApiException TOO_MANY_ARRIVE = ApiException.builder(
                    Code.RESOURCE_EXHAUSTED,
                    ErrorReason.TOO_MANY_REQUESTS_ARRIVE,
                    "Too many requests have begun and not fully arrived; send each without pauses, or retry later.")
            .quota("requests that arrive", "as shop.grpc.connections says, per source and per node")
            .sharedByCalls()
            .build();

    private final Optional<HostGuard> guard;
    private final Map<String, WireFormat> formats;
    private final GrpcHandler grpc;
    private final JsonHandler json;
    private final ServerHealth health;
    private final Connections connections;
    private final Edge edge;
    private final Map<String, HttpResponse> pages;
    private final Materializer materializer;

    PortHandler(
            Optional<HostGuard> guard,
            Map<String, WireFormat> formats,
            GrpcHandler grpc,
            JsonHandler json,
            ServerHealth health,
            Connections connections,
            Edge edge,
            Map<String, HttpResponse> pages,
            Materializer materializer) {
        this.guard = guard;
        this.formats = formats;
        this.grpc = grpc;
        this.json = json;
        this.health = health;
        this.connections = connections;
        this.edge = edge;
        this.pages = Map.copyOf(pages);
        this.materializer = materializer;
    }

    CompletionStage<HttpResponse> handle(HttpRequest request) {
        Optional<Connection> connection = connections.of(request);
        Optional<HttpRequest> forwarded = edge.unwrap(request);
        HttpRequest known = forwarded.orElse(request);
        return connection
                .map(direct ->
                        forwarded.flatMap(Edge::address).map(direct::carrying).orElse(direct))
                .map(open -> handle(known.addAttribute(Connection.KEY, open), open))
                .orElseGet(() -> answer(known, format(known))); // nobody will read it
    }

    private CompletionStage<HttpResponse> handle(HttpRequest request, Connection connection) {
        WireFormat format = format(request);
        if (connection.isGuest() && !asksForHealth(request)) {
            return refused(request, format, TOO_MANY_CONNECTIONS);
        }
        boolean arrives = !(request.entity() instanceof HttpEntity.Strict);
        if (arrives && !connection.tryArrive()) {
            return refused(request, format, TOO_MANY_ARRIVE);
        }
        connection.begin();
        CompletionStage<HttpResponse> response;
        try {
            response = answer(request, format);
        } catch (RuntimeException e) {
            response = CompletableFuture.failedFuture(e);
        }
        return response.whenComplete((answer, failure) -> {
            if (arrives) {
                connection.arrived();
            }
            connection.end();
        });
    }

    private static boolean asksForHealth(HttpRequest request) {
        return isLook(request) || request.getUri().path().equals(HEALTH_CHECK);
    }

    private CompletionStage<HttpResponse> refused(HttpRequest request, WireFormat format, ApiException refusal) {
        return format == null ? json.refused(request, refusal) : grpc.refused(request, format, refusal);
    }

    /** Returns the format of a gRPC call; null for every other request. */
    private WireFormat format(HttpRequest request) {
        MediaType type = request.entity().getContentType().mediaType();
        return type.isApplication() ? formats.get(type.subType()) : null;
    }

    private CompletionStage<HttpResponse> answer(HttpRequest request, WireFormat format) {
        MediaType type = request.entity().getContentType().mediaType();
        Optional<ApiException> refusal = isLook(request) ? Optional.empty() : guard.flatMap(it -> it.refusal(request));
        if (refusal.isPresent()) {
            return refused(request, format, refusal.get());
        }
        if (format == null && type.isApplication() && type.subType().startsWith(GRPC)) {
            return json.unsupported(request);
        }
        if (format != null) {
            return request.method() == HttpMethods.POST ? grpc.handle(request, format) : onlyPost(request);
        }
        CompletionStage<HttpResponse> response =
                switch (request.getUri().path()) {
                    case HEALTH -> look(request, health.status() == ServingStatus.SERVING);
                    case ALIVE -> look(request, true);
                    default -> page(request).orElseGet(() -> json.handle(request));
                };
        return isHeadOfHttp2(request) ? response.thenApply(answer -> answer.withEntity(HttpEntities.EMPTY)) : response;
    }

    /** Consul, Kubernetes and load balancers probe a node by any address that they know. */
    private static boolean isLook(HttpRequest request) {
        String path = request.getUri().path();
        return path.equals(HEALTH) || path.equals(ALIVE);
    }

    // Akka HTTP leaves the body out of answers to HEAD in HTTP/1.1 only. A request that asks for the upgrade to
    // HTTP/2 is answered in HTTP/2, too.
    private static boolean isHeadOfHttp2(HttpRequest request) {
        return request.method() == HttpMethods.HEAD
                && (request.protocol().value().equals("HTTP/2.0")
                        || request.getHeader("upgrade").isPresent());
    }

    /**
     * Health: whether the node should get traffic. Alive: whether it answers at all, also while it starts or drains.
     */
    private CompletionStage<HttpResponse> look(HttpRequest request, boolean good) {
        if (request.method() != HttpMethods.GET && request.method() != HttpMethods.HEAD) {
            return json.handle(request);
        }
        request.discardEntityBytes(materializer);
        return CompletableFuture.completedFuture(HttpResponse.create()
                .withStatus(good ? StatusCodes.OK : StatusCodes.TOO_MANY_REQUESTS)
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, health.toJson())));
    }

    private Optional<CompletionStage<HttpResponse>> page(HttpRequest request) {
        if (request.method() != HttpMethods.GET && request.method() != HttpMethods.HEAD) {
            return Optional.empty();
        }
        Optional<HttpResponse> page =
                Optional.ofNullable(pages.get(request.getUri().path()));
        page.ifPresent(found -> request.discardEntityBytes(materializer));
        return page.map(CompletableFuture::completedFuture);
    }

    private CompletionStage<HttpResponse> onlyPost(HttpRequest request) {
        request.discardEntityBytes(materializer);
        return CompletableFuture.completedFuture(HttpResponse.create()
                .withStatus(StatusCodes.METHOD_NOT_ALLOWED)
                .addHeader(RawHeader.create("allow", "POST")));
    }
}
