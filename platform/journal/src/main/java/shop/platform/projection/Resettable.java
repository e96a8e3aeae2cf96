package shop.platform.projection;

import com.typesafe.config.Config;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Something that follows events, and that can start over from the first one while nodes serve. Implementations know it by its
 * declaration alone, without an actor system.
 */
public interface Resettable {
    String name();

    /** What it is, in a few words, for a person at a terminal. */
    String description();

    /**
     * Lets it start over: empties what it fills and begins its next generation. Workers of all nodes notice by themselves, and none
     * of them can store a position that it read before. It belongs to the caller's transaction.
     */
    void reset(Connection connection) throws SQLException;

    /** Whether it takes events to others, who may know more than a database that was restored to an earlier moment. */
    default boolean tellsOthers() {
        return false;
    }

    /**
     * Deletes what it has told others. Blocks.
     *
     * @param config of the service's nodes
     * @throws IllegalStateException if that cannot be done; call it again
     */
    default void takeBack(Config config) {}

    /**
     * Notes where the events end now.
     *
     * @param config of the service's nodes
     * @throws IllegalStateException if that cannot be found out
     */
    Progress progress(Connection connection, Config config) throws SQLException;

    /** How much is left up to the end that was noted. */
    interface Progress extends AutoCloseable {
        /** Events that are not handled yet in the present generation; zero: caught up. */
        long remaining() throws SQLException;

        @Override
        default void close() {}
    }
}
