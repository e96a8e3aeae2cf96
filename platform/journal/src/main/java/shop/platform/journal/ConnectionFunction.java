package shop.platform.journal;

import java.sql.Connection;
import java.sql.SQLException;

/** Blocking work on a connection that the caller lends and takes back. Implementations do not close it. */
@FunctionalInterface
public interface ConnectionFunction<T> {
    T apply(Connection connection) throws SQLException;
}
