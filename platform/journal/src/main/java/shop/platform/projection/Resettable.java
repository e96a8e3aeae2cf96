package shop.platform.projection;

import com.typesafe.config.Config;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A part that follows events, and that can start over from the first one while nodes serve. It needs no actor system.
 */
public interface Resettable {
    String name();

    /** Returns a short description, for a person at a terminal. */
    String description();

    /**
     * Makes it start over: empties its tables and begins its next generation. Workers of all nodes notice by
     * themselves, and none of them can store a position that it read before. Runs in the caller's transaction.
     */
    void reset(Connection connection) throws SQLException;

    /** Returns whether it publishes events to others, who may have more events than a restored database. */
    default boolean tellsOthers() {
        return false;
    }

    /**
     * Deletes what it has published. Blocks.
     *
     * @param config of the service's nodes
     * @throws IllegalStateException if that cannot be done; call it again
     */
    default void takeBack(Config config) {}

    /**
     * Records the present end of the events.
     *
     * @param config of the service's nodes
     * @throws IllegalStateException if that cannot be found out
     */
    Progress progress(Connection connection, Config config) throws SQLException;

    /** Returns how much is left up to the recorded end. */
    interface Progress extends AutoCloseable {
        /** Returns the number of events not handled yet in the present generation; zero: caught up. */
        long remaining() throws SQLException;

        @Override
        default void close() {}
    }
}
