package shop.platform.projection;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.projection.ProjectionId;
import akka.projection.javadsl.SourceProvider;
import akka.stream.javadsl.Source;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import shop.platform.journal.Database;

/**
 * An event source that fails when its worker's stored offset has been deleted, so that the worker starts again, from the first
 * event: an operator rebuilds a read model by SQL alone, while all nodes serve, and a worker that has nothing to do notices
 * it too. An offset that is deleted within an interval of the moment when it was first stored may go unnoticed.
 */
final class ResetWatch<E> extends SourceProvider<String, E> {
    private static final String IS_STORED =
            "select 1 from akka_projection_offset_store where projection_name = ? and projection_key = ?";

    private final SourceProvider<String, E> source;
    private final ProjectionId projection;
    private final Database database;
    private final Duration interval;

    ResetWatch(ActorSystem<?> system, ProjectionId projection, SourceProvider<String, E> source) {
        this.source = source;
        this.projection = projection;
        this.database = Database.get(system);
        this.interval = system.settings().config().getDuration("shop.projection.reset-check-interval");
    }

    @Override
    public CompletionStage<Source<E, NotUsed>> source(Supplier<CompletionStage<Optional<String>>> offset) {
        var stored = new AtomicBoolean();
        return source.source(() -> offset.get().thenApply(read -> {
                    stored.set(read.isPresent());
                    return read;
                }))
                .thenApply(events -> events.merge(watch(stored), true));
    }

    private Source<E, NotUsed> watch(AtomicBoolean stored) {
        return Source.tick(interval, interval, projection)
                .mapMaterializedValue(cancellable -> NotUsed.getInstance())
                .mapAsync(1, tick -> database.read(this::isStored))
                .mapConcat(now -> {
                    if (stored.getAndSet(now) && !now) {
                        throw new ProjectionException(
                                projection.id() + ": its offset was deleted: starting again", null);
                    }
                    return List.<E>of();
                });
    }

    private boolean isStored(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(IS_STORED)) {
            statement.setString(1, projection.name());
            statement.setString(2, projection.key());
            try (var row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    @Override
    public String extractOffset(E envelope) {
        return source.extractOffset(envelope);
    }

    @Override
    public long extractCreationTime(E envelope) {
        return source.extractCreationTime(envelope);
    }
}
