package shop.platform.messaging;

import com.google.protobuf.Message;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes received records into the service's own tables, in the transaction that also marks them as handled: both
 * commit or neither does, so that each record has its effect once. It neither commits nor closes the connection. Called on the
 * consumer's own thread, which may block; any state outside the tables is lost with the node.
 */
@FunctionalInterface
public interface RecordHandler<M extends Message> {
    /**
     * Checks a single record before anything is written. It is pure: a rejected record is always rejected. So put every
     * check here that depends only on the record's content.
     *
     * @throws RuntimeException of any kind sends the record to the dead letters; the reason given there is the message of a
     *     {@link PoisonException}, or the name of any other class
     */
    default void verify(ReceivedRecord<M> received) {}

    /**
     * Handles records; it ignores messages of unknown kinds.
     *
     * @param records at least one, without duplicates, those of one key in the order in which they were published
     * @throws PoisonException if one of the records can never be handled: the records are delivered again in smaller
     * groups until it is alone, and then it becomes a dead letter
     * @throws SQLException of the classes 22 and 54 as a {@link PoisonException}: the server can never store the
     * record's content
     * @throws SQLException of any other class, or anything else, rolls the group back; it is delivered again after a
     * pause, until it succeeds
     */
    void process(Connection connection, List<ReceivedRecord<M>> records) throws SQLException;
}
