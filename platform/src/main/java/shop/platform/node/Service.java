package shop.platform.node;

import java.util.List;
import java.util.Set;
import shop.platform.grpc.GrpcService;

/** What a service is to the {@link Node} that runs it. */
public interface Service {
    /** What it serves. Calls come only after {@link #start()}. */
    List<GrpcService> apis();

    /**
     * Starts entities and projections on this node. Called once, when this node's cluster owns the journal.
     *
     * @return the names of the entity types
     */
    Set<String> start();
}
