package shop.platform.node;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ConnectionContext;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import akka.http.javadsl.settings.ServerSettings;
import akka.management.javadsl.AkkaManagement;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CompletionStage;
import shop.platform.tls.PeerIdentity;
import shop.platform.tls.Tls;

/**
 * The management port. With TLS it serves nodes of the same service, which find each other here during bootstrap, and
 * the reader of metrics ({@code shop.tls.metrics-reader}), which may read nothing else.
 */
final class ManagementPort {
    private static final String METRICS = "/metrics";
    private static final Config TELL_CALLERS_APART =
            ConfigFactory.parseString("akka.http.server.parsing.ssl-session-attribute = on");

    private ManagementPort() {}

    /** Completes when the port is bound. */
    static CompletionStage<Done> bind(ActorSystem<?> system) {
        return Tls.of(system)
                .map(tls -> bind(system, tls))
                .orElseGet(() -> AkkaManagement.get(system).start().thenApply(uri -> Done.getInstance()));
    }

    private static CompletionStage<Done> bind(ActorSystem<?> system, Tls tls) {
        // Bootstrap cannot be given a context of its own. Nothing else may take the default, which trusts
        // nobody but nodes of this service: the clients of Consul, Kubernetes and the issuer have theirs.
        Http.get(system).setDefaultClientHttpsContext(ConnectionContext.httpsClient(tls::memberClientEngine));
        var context = ConnectionContext.httpsServer(tls::managementEngine);
        var management = AkkaManagement.get(system);
        // Akka Management binds no routes but its own, and knows no callers.
        var routes = management.getRoutes(settings -> settings.withHttpsConnectionContext(context));
        return Http.get(system)
                .newServerAt(
                        management.settings().getHttpEffectiveBindHostname(),
                        management.settings().getHttpEffectiveBindPort())
                .withSettings(ServerSettings.create(
                        TELL_CALLERS_APART.withFallback(system.settings().config())))
                .enableHttps(context)
                .bind(guard(routes, tls))
                .thenApply(binding -> Done.getInstance());
    }

    private static Route guard(Route routes, Tls tls) {
        return Directives.extractRequest(
                request -> isAdmitted(request, tls) ? routes : Directives.complete(StatusCodes.FORBIDDEN));
    }

    private static boolean isAdmitted(HttpRequest request, Tls tls) {
        var caller = request.getAttribute(AttributeKeys.sslSession)
                .flatMap(session -> PeerIdentity.of(session.getSession()));
        return caller.filter(tls.credentials().identity()::equals).isPresent()
                || caller.isPresent()
                        && request.method().equals(HttpMethods.GET)
                        && request.getUri().path().equals(METRICS);
    }
}
