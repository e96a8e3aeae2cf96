package shop.platform.cluster;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Bounds what callers can make Akka log: it warns with a stack trace about each connection that ends within a frame or
 * breaks the protocol. Of the warnings and errors of one logger under {@code akka} with the same beginning, {@value
 * #LIMIT} are logged in {@value #WINDOW_SECONDS} s; the next one after that is preceded by a line which says how many
 * were left out. Thread-safe.
 */
public final class RepeatedLines extends TurboFilter {
    static final int LIMIT = 10;
    static final int WINDOW_SECONDS = 10;
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(WINDOW_SECONDS);

    /** What follows names the connection, or the stage with its address in memory. */
    private static final int BEGINNING = 20;

    /** Kinds that are counted at the same time; Akka has fewer. */
    private static final int MOST_KINDS = 1000;

    private record Kind(String logger, Level level, String beginning) {}

    private record Window(long since, int lines) {
        Window next() {
            return new Window(since, lines == Integer.MAX_VALUE ? lines : lines + 1);
        }
    }

    private final Map<Kind, Window> windows = new ConcurrentHashMap<>();
    private final LongSupplier clock;

    /** For {@code logback.xml}. */
    public RepeatedLines() {
        this(System::nanoTime);
    }

    RepeatedLines(LongSupplier clock) {
        this.clock = clock;
    }

    @Override
    public FilterReply decide(
            Marker marker, Logger logger, Level level, String format, Object[] parameters, Throwable cause) {
        if (format == null
                || !level.isGreaterOrEqual(Level.WARN)
                || !level.isGreaterOrEqual(logger.getEffectiveLevel())
                || !logger.getName().startsWith("akka.")) {
            return FilterReply.NEUTRAL;
        }
        var text = text(format, parameters);
        var kind = new Kind(logger.getName(), level, text.substring(0, Math.min(BEGINNING, text.length())));
        return count(kind) > LIMIT ? FilterReply.DENY : FilterReply.NEUTRAL;
    }

    /** Akka gives its warnings whole, as a parameter. */
    private static String text(String format, Object[] parameters) {
        return format.equals("{}") && parameters != null && parameters.length > 0
                ? String.valueOf(parameters[0])
                : format;
    }

    private int count(Kind kind) {
        var now = clock.getAsLong();
        if (windows.size() >= MOST_KINDS) {
            windows.clear();
        }
        var before = windows.get(kind);
        var window = windows.compute(
                kind, (same, last) -> last == null || now - last.since() >= WINDOW ? new Window(now, 1) : last.next());
        if (before != null && before.since() != window.since() && before.lines() > LIMIT) {
            LoggerFactory.getLogger(RepeatedLines.class)
                    .warn(
                            "{}: {} lines that begin with \"{}\" were left out (limit: {} in {} s)",
                            kind.logger(),
                            before.lines() - LIMIT,
                            kind.beginning(),
                            LIMIT,
                            WINDOW_SECONDS);
        }
        return window.lines();
    }
}
