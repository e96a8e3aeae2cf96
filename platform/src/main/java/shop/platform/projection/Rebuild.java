package shop.platform.projection;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.projection.ProjectionId;
import akka.projection.javadsl.ProjectionManagement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import shop.platform.journal.ConnectionFunction;
import shop.platform.journal.Database;
import shop.platform.journal.Partitions;

/** The steps of {@link PartitionedProjection#rebuild}. */
record Rebuild(ActorSystem<?> system, Database database, String name) {
    CompletionStage<Done> run(ConnectionFunction<?> empty) {
        var management = ProjectionManagement.get(system);
        return eachPartition(management::pause)
                .thenCompose(paused -> database.read(connection -> forget(connection, empty)))
                .handle((done, failure) -> eachPartition(management::resume).thenApply(resumed -> {
                    if (failure != null) {
                        throw new ProjectionException(name + ": rebuild failed", failure);
                    }
                    return done;
                }))
                .thenCompose(Function.identity());
    }

    private CompletionStage<Void> eachPartition(Function<ProjectionId, CompletionStage<Done>> step) {
        return CompletableFuture.allOf(IntStream.range(0, Partitions.COUNT)
                .mapToObj(partition -> step.apply(ProjectionId.of(name, String.valueOf(partition)))
                        .toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    private Done forget(Connection connection, ConnectionFunction<?> empty) throws SQLException {
        connection.setAutoCommit(false);
        try (var offsets =
                connection.prepareStatement("delete from akka_projection_offset_store where projection_name = ?")) {
            offsets.setString(1, name);
            offsets.executeUpdate();
            empty.apply(connection);
            connection.commit();
            return Done.getInstance();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        }
    }
}
