package shop.platform.grpc;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.ExceptionHandler;
import akka.http.javadsl.server.RejectionHandler;
import akka.japi.function.Function;
import ch.megard.akka.http.cors.javadsl.CorsDirectives;
import ch.megard.akka.http.cors.javadsl.CorsRejection;
import ch.megard.akka.http.cors.javadsl.settings.CorsSettings;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import shop.contract.errors.ErrorReason;

/** Allows calls by pages of other origins as configured. Requests without an {@code Origin} pay nothing. */
final class Cors {

    private static final String FORBIDDEN =
            "{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\",\"message\":\"This origin may not call.\","
                    + "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\","
                    + "\"reason\":\"" + ErrorReason.ORIGIN_NOT_ALLOWED + "\",\"domain\":\"shop\"}]}}";

    private Cors() {}

    /** Returns the handler behind the rules; the handler itself if there are none. */
    static Function<HttpRequest, CompletionStage<HttpResponse>> around(
            Function<HttpRequest, CompletionStage<HttpResponse>> handler,
            Optional<CorsSettings> settings,
            ActorSystem<?> system) {
        if (settings.isEmpty()) {
            return handler;
        }
        RejectionHandler rejections = RejectionHandler.newBuilder()
                .handle(
                        CorsRejection.class,
                        rejection -> Directives.complete(HttpResponse.create()
                                .withStatus(StatusCodes.FORBIDDEN)
                                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, FORBIDDEN))))
                .build();
        Function<HttpRequest, CompletionStage<HttpResponse>> guarded = CorsDirectives.cors(
                        settings.get(), () -> Directives.handle(handler))
                .seal(rejections, ExceptionHandler.newBuilder().build())
                .function(system);
        return request -> request.getHeader("origin").isPresent() ? guarded.apply(request) : handler.apply(request);
    }
}
