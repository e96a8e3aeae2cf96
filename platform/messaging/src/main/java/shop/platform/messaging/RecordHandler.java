package shop.platform.messaging;

import com.google.protobuf.Message;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes what was received into the service's own tables, in the transaction that also remembers which records those were: both
 * commit or neither does, so that each record has its effect once. It neither commits nor closes the connection. Called on the
 * consumer's own thread, which may block; what it keeps besides the tables is lost with the node.
 */
@FunctionalInterface
public interface RecordHandler<M extends Message> {
    /**
     * Looks at a record alone, before anything is written. It is pure: what it does not like, it never will. So this is the place for
     * whatever depends on what the record holds and on nothing else.
     *
     * @throws RuntimeException of any kind sends the record to the dead letters; the reason given there is the message of a
     *     {@link PoisonException}, or the name of any other class
     */
    default void verify(ReceivedRecord<M> received) {}

    /**
     * A message of a kind that the handler does not know does not concern it.
     *
     * @param records at least one, without duplicates, those of one key in the order in which they were published
     * @throws PoisonException if one of the records can never be handled: the records come again in smaller groups until it is
     *     alone, and then it goes to the dead letters
     * @throws SQLException of the classes 22 and 54 as a {@link PoisonException}: the server will never take what the record holds
     * @throws SQLException of any other class, or anything else, rolls the group back; it comes again after a pause, for as long as it takes
     */
    void process(Connection connection, List<ReceivedRecord<M>> records) throws SQLException;
}
