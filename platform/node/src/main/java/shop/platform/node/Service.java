package shop.platform.node;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import shop.platform.grpc.GrpcService;

/** What a service is to the {@link Node} that runs it. */
public interface Service {
    /** What it serves. Calls come only after {@link #start()}. */
    List<GrpcService> apis();

    /**
     * Returns which of these users are deactivated, so that their streams end. None where the service does not know of users, or has
     * no streams.
     *
     * @param subjects of tokens: ids of users, and of others
     */
    default CompletionStage<Set<String>> deactivated(Set<String> subjects) {
        return CompletableFuture.completedFuture(Set.of());
    }

    /**
     * Starts entities and projections on this node. Called once, when this node's cluster owns the journal.
     *
     * @return the names of the entity types
     */
    Set<String> start();
}
