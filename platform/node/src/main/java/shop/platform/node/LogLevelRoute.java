package shop.platform.node;

import akka.actor.ExtendedActorSystem;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import akka.management.javadsl.ManagementRouteProvider;
import akka.management.javadsl.ManagementRouteProviderSettings;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * Log levels at run time, on the management port: {@code GET /loglevel?logger=shop.platform} says one, {@code POST
 * /loglevel?logger=shop.platform&level=DEBUG} changes it until the node ends; the level {@code INHERITED} undoes that.
 * The only change that management allows. Everybody who can reach management may make it: nodes of the service, by
 * their certificates, or in the development profile every user of this machine.
 */
public final class LogLevelRoute implements ManagementRouteProvider {
    private static final org.slf4j.Logger log = LoggerFactory.getLogger(LogLevelRoute.class);
    /** A logger stays for as long as the node lives. */
    private static final Pattern NAME = Pattern.compile("[\\w$]{1,80}(\\.[\\w$]{1,80}){0,12}");

    private static final String INHERITED = "INHERITED";
    private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF", INHERITED);

    private final LogLevels levels;

    /** Akka Management finds this constructor by its parameter. */
    public LogLevelRoute(ExtendedActorSystem system) {
        levels = LogLevels.get(system);
    }

    @Override
    public Route routes(ManagementRouteProviderSettings settings) {
        return Directives.path(
                "loglevel",
                () -> Directives.parameter(
                        "logger",
                        name -> Directives.concat(
                                Directives.get(() -> Directives.complete(show(name))),
                                Directives.post(() -> Directives.parameter(
                                        "level",
                                        level -> Directives.extractRequest(request -> Directives.completeWithFuture(
                                                change(name, level, source(request)))))))));
    }

    private static HttpResponse show(String name) {
        return isName(name)
                ? HttpResponse.create().withEntity(logger(name).getEffectiveLevel() + "\n")
                : refused("logger: not shown (expected: ROOT, a package or a class)");
    }

    private CompletionStage<HttpResponse> change(String name, String level, String source) {
        if (!isName(name)) {
            return CompletableFuture.completedFuture(
                    refused("logger: not shown (expected: ROOT, a package or a class)"));
        }
        if (!LEVELS.contains(level)) {
            return CompletableFuture.completedFuture(refused("level: not shown (expected: one of " + LEVELS + ")"));
        }
        return levels.record(name, level, source).handle((recorded, failure) -> {
            if (failure != null) {
                log.warn("The log level of {} is unchanged: the audit cannot record the change", name, failure);
                return HttpResponse.create()
                        .withStatus(StatusCodes.SERVICE_UNAVAILABLE)
                        .withEntity("The change cannot be recorded now; try again.\n");
            }
            return changed(name, level);
        });
    }

    /** Returns the address of whoever asks, where Akka HTTP is told to say it. */
    private static String source(HttpRequest request) {
        return request.getAttribute(AttributeKeys.remoteAddress)
                .flatMap(RemoteAddress::getAddress)
                .map(InetAddress::getHostAddress)
                .orElse("");
    }

    private static HttpResponse changed(String name, String level) {
        var logger = logger(name);
        logger.setLevel(level.equals(INHERITED) ? null : Level.valueOf(level));
        log.warn("The log level of {} is {} now", logger.getName(), logger.getEffectiveLevel());
        return HttpResponse.create().withEntity(logger.getEffectiveLevel() + "\n");
    }

    private static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    private static Logger logger(String name) {
        return ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(name);
    }

    private static HttpResponse refused(String why) {
        return HttpResponse.create().withStatus(StatusCodes.BAD_REQUEST).withEntity(why + "\n");
    }
}
