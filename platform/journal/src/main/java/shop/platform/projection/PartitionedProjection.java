package shop.platform.projection;

import akka.actor.typed.ActorSystem;
import java.util.concurrent.CompletionStage;
import shop.platform.journal.Database;

/** A running projection of all partitions of an entity type. Safe for use by several threads. */
public final class PartitionedProjection {
    private final Database database;
    private final String name;
    private final String entityType;

    PartitionedProjection(ActorSystem<?> system, String name, String entityType) {
        this.database = Database.get(system);
        this.name = name;
        this.entityType = entityType;
    }

    public String name() {
        return name;
    }

    /** Returns how far the read model is behind, over all partitions and nodes. */
    public CompletionStage<ProjectionLag> lag() {
        return database.read(connection -> LagQuery.run(connection, name, entityType));
    }

    /** Returns the end of the journal now, for {@link #hasHandled}. */
    public CompletionStage<Long> end() {
        return database.read(HandledQuery::end);
    }

    /** Returns whether the read model shows every event that was committed when {@code end} was asked for. */
    public CompletionStage<Boolean> hasHandled(long end) {
        return database.read(connection -> HandledQuery.isHandled(connection, name, entityType, end));
    }
}
