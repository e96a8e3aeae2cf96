package shop.platform.telemetry;

import akka.actor.ExtendedActorSystem;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import akka.management.javadsl.ManagementRouteProvider;
import akka.management.javadsl.ManagementRouteProviderSettings;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * Log levels at run time, on the management port: {@code GET /loglevel?logger=shop.order} says one, {@code POST
 * /loglevel?logger=shop.order&level=DEBUG} changes it until the node ends; the level {@code INHERITED} undoes that. The one thing
 * that management lets anybody change, so it is for whoever may reach management at all: nodes of the service, by their
 * certificates, or with the development profile whoever is on this machine.
 */
public final class LogLevelRoute implements ManagementRouteProvider {
    private static final org.slf4j.Logger log = LoggerFactory.getLogger(LogLevelRoute.class);
    /** A logger stays for as long as the node lives. */
    private static final Pattern NAME = Pattern.compile("[\\w$]{1,80}(\\.[\\w$]{1,80}){0,12}");

    private static final String INHERITED = "INHERITED";
    private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF", INHERITED);

    /** Akka Management finds this constructor by its parameter. */
    public LogLevelRoute(ExtendedActorSystem system) {}

    @Override
    public Route routes(ManagementRouteProviderSettings settings) {
        return Directives.path(
                "loglevel",
                () -> Directives.parameter(
                        "logger",
                        name -> Directives.concat(
                                Directives.get(() -> Directives.complete(show(name))),
                                Directives.post(() -> Directives.parameter(
                                        "level", level -> Directives.complete(change(name, level)))))));
    }

    private static HttpResponse show(String name) {
        return isName(name)
                ? HttpResponse.create().withEntity(logger(name).getEffectiveLevel() + "\n")
                : refused("logger: not shown (expected: ROOT, a package or a class)");
    }

    private static HttpResponse change(String name, String level) {
        if (!isName(name)) {
            return refused("logger: not shown (expected: ROOT, a package or a class)");
        }
        if (!LEVELS.contains(level)) {
            return refused("level: not shown (expected: one of " + LEVELS + ")");
        }
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
