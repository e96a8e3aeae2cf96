package shop.platform.projection;

import akka.japi.function.Function;
import akka.projection.jdbc.JdbcSession;
import java.sql.Connection;
import java.sql.SQLException;

/** One transaction of a worker: it holds the partition's lock until it ends, and knows where the partition was before it. */
record FencedSession(Connection connection, Position stored) implements JdbcSession {
    @Override
    public <T> T withConnection(Function<Connection, T> work) throws Exception {
        return work.apply(connection);
    }

    @Override
    public void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void rollback() throws SQLException {
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
