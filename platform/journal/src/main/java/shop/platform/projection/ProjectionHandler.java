package shop.platform.projection;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import shop.platform.journal.EventEnvelope;

/**
 * Writes events into a read model, in the transaction that also stores the projection's offset: both commit or neither
 * does. It neither commits nor closes the connection. Called on a thread for blocking work by one worker per partition,
 * so threads share instances, which must have no state.
 */
@FunctionalInterface
public interface ProjectionHandler<E> {
    /**
     * @param events at least one, in the order of their offsets; those of one entity in the order of their sequence numbers
     * @throws SQLException rolls the group back; it is delivered again after a pause
     */
    void process(Connection connection, List<EventEnvelope<E>> events) throws SQLException;
}
