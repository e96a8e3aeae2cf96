package shop.platform.cluster;

import akka.actor.typed.ActorSystem;
import ch.qos.logback.classic.LoggerContext;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names the service in the logs, and makes sure that the last lines are written. */
public final class Logging {
    static final String SERVICE_NAME = "service.name";
    static final String SERVICE_VERSION = "service.version";

    private Logging() {}

    /** Names the service in every line from now on. */
    public static void identify(Config config) {
        var context = context();
        context.putProperty(SERVICE_NAME, config.getString("shop.service.name"));
        context.putProperty(SERVICE_VERSION, config.getString("shop.service.version"));
    }

    /**
     * Writes what is still queued when the JVM exits, after {@code system} has ended. JVM shutdown hooks run
     * concurrently, so without waiting the log of the drain would be cut off.
     */
    public static void flushAfter(ActorSystem<?> system) {
        var longest = Drain.longest(system.settings().config());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> flush(system, longest), "log-flush"));
    }

    private static void flush(ActorSystem<?> system, Duration longest) {
        try {
            system.getWhenTerminated().toCompletableFuture().get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Earlier log lines must still be written.
        }
        // Before the context, whose end would take the service's name from the lines that are still queued.
        context().getLogger(Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
        context().stop();
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
