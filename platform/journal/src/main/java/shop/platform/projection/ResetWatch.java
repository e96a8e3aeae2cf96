package shop.platform.projection;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.projection.ProjectionId;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Source;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import shop.platform.extension.SystemExtension;
import shop.platform.journal.Database;

/**
 * Notifies idle workers that their projection was reset. All of a node's workers share one query per
 * {@code shop.projection.reset-check-interval}. Thread-safe.
 */
final class ResetWatch implements Extension {
    private static final ExtensionId<ResetWatch> ID = new SystemExtension<>(ResetWatch::new);

    private static final String GENERATIONS = "select projection_name, generation from projection_generation";

    private record Watched(ProjectionId projection, long generation, SharedKillSwitch stream) {}

    private final ActorSystem<?> system;
    private final Database database;
    private final Set<Watched> running = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean asking = new AtomicBoolean();

    private ResetWatch(ActorSystem<?> system) {
        this.system = system;
        database = Database.get(system);
        var interval = system.settings().config().getDuration("shop.projection.reset-check-interval");
        system.scheduler().scheduleWithFixedDelay(interval, interval, this::look, system.executionContext());
    }

    static ResetWatch get(ActorSystem<?> system) {
        return ID.apply(system);
    }

    /** Makes the stream fail when the projection has another generation than {@code generation}. Run it once. */
    <T> Source<T, NotUsed> watch(Source<T, NotUsed> stream, ProjectionId projection, long generation) {
        var watched = new Watched(projection, generation, KillSwitches.shared(projection.id()));
        return stream.via(watched.stream().<T>flow()).watchTermination((unused, ended) -> {
            running.add(watched);
            ended.whenComplete((done, failure) -> running.remove(watched));
            return unused;
        });
    }

    private void look() {
        if (running.isEmpty() || !asking.compareAndSet(false, true)) {
            return;
        }
        database.read(ResetWatch::generations).whenComplete((generations, failure) -> {
            asking.set(false);
            if (failure == null) {
                running.forEach(watched -> compare(
                        watched, generations.getOrDefault(watched.projection().name(), 0L)));
            } else {
                system.log().debug("Whether a projection was reset is not known: {}", failure.toString());
            }
        });
    }

    private static void compare(Watched watched, long generation) {
        if (generation != watched.generation()) {
            watched.stream()
                    .abort(new ProjectionException(watched.projection().id() + ": was reset: starting again", null));
        }
    }

    private static Map<String, Long> generations(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(GENERATIONS)) {
            var generations = new HashMap<String, Long>();
            while (rows.next()) {
                generations.put(rows.getString(1), rows.getLong(2));
            }
            return generations;
        }
    }
}
