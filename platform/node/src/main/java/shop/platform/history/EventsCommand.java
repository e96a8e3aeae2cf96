package shop.platform.history;

import akka.actor.ActorSystem;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import shop.platform.audit.AuditedLook;
import shop.platform.entity.CallOrigin;
import shop.platform.journal.DatabaseSettings;
import shop.platform.journal.RecordedEvents;

/**
 * Shows what happened to one entity: each event with who caused it and what it changed, the state at any moment, or the
 * difference between two. With the settings of the service's nodes, while they serve. Personal data is withheld unless
 * a reason is given; each use is recorded in the audit before anything is shown. Exit code 0: done; 1: failed; 2: wrong
 * arguments; 3: this service has no such type of entities.
 */
public final class EventsCommand {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int NOT_HERE = 3;
    private static final Duration LOOK = Duration.ofMillis(500);

    /** Nothing of a node but its serializers. */
    private static final Config SERIALIZERS_ONLY = ConfigFactory.parseString("""
            akka {
              actor.provider = local
              use-slf4j = off, loggers = [], loglevel = OFF, stdout-loglevel = OFF
              extensions = [], library-extensions = []
              coordinated-shutdown { exit-jvm = off, run-by-jvm-shutdown-hook = off }
            }
            """);

    private final List<EntityHistory<?, ?>> all;
    private final Connection connection;
    private final RecordedEvents events;
    private final PrintStream out;
    private final PrintStream err;

    private EventsCommand(
            List<EntityHistory<?, ?>> all,
            Connection connection,
            RecordedEvents events,
            PrintStream out,
            PrintStream err) {
        this.all = all;
        this.connection = connection;
        this.events = events;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        var config = ConfigFactory.load();
        var system = ActorSystem.create("events", SERIALIZERS_ONLY.withFallback(config));
        try (var connection = DatabaseSettings.from(config).connect()) {
            System.exit(
                    run(List.of(arguments), connection, SerializationExtension.get(system), System.out, System.err));
        } catch (SQLException | RuntimeException e) {
            System.err.println(e.getMessage());
            System.exit(FAILED);
        }
    }

    /**
     * Returns the exit code. An interrupt ends the waiting for what comes.
     *
     * @param connection of the service's database; is not closed here
     * @param serialization that knows the service's events
     * @param err is told why nothing is shown
     */
    public static int run(
            List<String> arguments,
            Connection connection,
            Serialization serialization,
            PrintStream out,
            PrintStream err)
            throws SQLException {
        EventsOptions options;
        try {
            options = EventsOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return USAGE;
        }
        var all = ServiceLoader.load(HistoryCatalog.class).stream()
                .<EntityHistory<?, ?>>flatMap(catalog -> catalog.get().all().stream())
                .toList();
        return new EventsCommand(all, connection, new RecordedEvents(connection, serialization), out, err).run(options);
    }

    private int run(EventsOptions options) throws SQLException {
        var found = all.stream()
                .filter(history -> history.name().equals(options.entity()))
                .findFirst();
        if (found.isEmpty()) {
            err.printf("entity: %s (expected: %s)%n", options.entity(), names());
            return NOT_HERE;
        }
        AuditedLook.record(
                connection,
                options.reason().isPresent() ? "events/reveal" : "events/look",
                found.get().resource() + "/" + options.id(),
                System.getProperty("user.name", ""),
                options.reason().orElse(""));
        return new Reading<>(found.get(), options).run();
    }

    private String names() {
        return all.stream().map(EntityHistory::name).collect(Collectors.joining(", "));
    }

    /** One look at one entity. */
    private final class Reading<E, S> {
        private final EntityHistory<E, S> history;
        private final EventsOptions options;
        private final HistoryJson json;
        private final EntityHistory.Fold<E, S> fold;
        private long sequence;

        Reading(EntityHistory<E, S> history, EventsOptions options) {
            this.history = history;
            this.options = options;
            json = new HistoryJson(options.reason().isPresent());
            fold = history.fold(options.id());
        }

        int run() throws SQLException {
            if (options.wanted() instanceof EventsOptions.At at) {
                return state(recorded -> !fold.metadata(recorded.event()).time().isAfter(at.time()), "at " + at.time());
            }
            if (options.wanted() instanceof EventsOptions.Revision wanted) {
                return wanted.until().isPresent()
                        ? difference(wanted.number(), wanted.until().get())
                        : revision(wanted.number());
            }
            return events(((EventsOptions.Events) options.wanted()).followed());
        }

        private int events(boolean followed) throws SQLException {
            do {
                for (var page = next(); !page.isEmpty(); page = next()) {
                    for (var recorded : page) {
                        print(recorded);
                    }
                    out.flush();
                }
                if (sequence == 0 && !followed) {
                    return absent();
                }
                if (followed) {
                    LockSupport.parkNanos(LOOK.toNanos());
                }
            } while (followed && !Thread.interrupted());
            return 0;
        }

        private void print(RecordedEvents.Recorded recorded) {
            var before = fold.shown();
            advance(recorded);
            var metadata = fold.metadata(recorded.event());
            var event = json.show(recorded.event());
            ((ObjectNode) event).remove("metadata");
            var type = recorded.event().getClass().getSimpleName();
            if (options.json()) {
                var line = new LinkedHashMap<String, Object>();
                line.put("sequence", recorded.sequence());
                line.put("type", type);
                line.put("event", event);
                line.put("metadata", metadata);
                line.put("before", before);
                line.put("after", fold.shown());
                out.println(json.line(line));
                return;
            }
            out.printf("%d  %s  %s%n", recorded.sequence(), metadata.time(), type);
            out.printf("   by %s%n", metadata.origin().map(EventsCommand::said).orElse("the service itself"));
            out.printf("   event: %s%n", event);
            json.differences(before, fold.shown()).forEach(line -> out.println("   " + line));
        }

        private int revision(long number) throws SQLException {
            var reached = revisions(number);
            if (reached.isEmpty()) {
                return outOfReach(number);
            }
            out.println(json.pretty(reached.get()));
            return 0;
        }

        private int difference(long from, long to) throws SQLException {
            var first = revisions(Math.min(from, to));
            var second = first.isEmpty() || from == to ? first : revisions(Math.max(from, to));
            if (second.isEmpty()) {
                return outOfReach(Math.max(from, to));
            }
            var ends = from <= to ? List.of(first, second) : List.of(second, first);
            json.differences(ends.get(0), ends.get(1)).forEach(out::println);
            return 0;
        }

        /** Goes on to the state that had this revision; empty: there is none yet. */
        private Optional<?> revisions(long number) throws SQLException {
            while (true) {
                if (revision(fold.shown()) >= number) {
                    return fold.shown();
                }
                var page = next();
                if (page.isEmpty()) {
                    return Optional.empty();
                }
                for (var recorded : page) {
                    advance(recorded);
                    if (revision(fold.shown()) >= number) {
                        break;
                    }
                }
            }
        }

        private int outOfReach(long number) {
            if (sequence == 0) {
                return absent();
            }
            err.printf("revision: %d (expected: 1 to %d)%n", number, revision(fold.shown()));
            return FAILED;
        }

        private int state(Predicate<RecordedEvents.Recorded> reached, String when) throws SQLException {
            for (var page = next(); !page.isEmpty(); page = next()) {
                for (var recorded : page) {
                    if (!reached.test(recorded)) {
                        return show(when);
                    }
                    advance(recorded);
                }
            }
            return sequence == 0 ? absent() : show(when);
        }

        private int show(String when) {
            var shown = fold.shown();
            if (shown.isEmpty()) {
                err.printf("%s %s: did not exist %s%n", history.name(), options.id(), when);
                return FAILED;
            }
            out.println(json.pretty(shown.get()));
            return 0;
        }

        private int absent() {
            err.printf("%s: %s (expected: the id of one that has events)%n", history.name(), options.id());
            return FAILED;
        }

        private List<RecordedEvents.Recorded> next() throws SQLException {
            return events.after(history.persistenceId(options.id()), sequence);
        }

        private void advance(RecordedEvents.Recorded recorded) {
            fold.apply(recorded.event());
            sequence = recorded.sequence();
        }

        private long revision(Optional<?> shown) {
            return shown.map(it -> json.show(it).path("revision").asLong()).orElse(0L);
        }
    }

    private static String said(CallOrigin origin) {
        var who = origin.service().isEmpty() ? origin.user() : origin.user() + " through " + origin.service();
        var trace = origin.traceId().isEmpty() ? "" : ", trace " + origin.traceId();
        return "%s (%s), %s, request %s%s".formatted(who, origin.rule(), origin.action(), origin.requestId(), trace);
    }
}
