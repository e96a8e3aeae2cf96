package shop.platform.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs many statements in few round trips, in the order in which they were added: a run of statements with the same text goes to the
 * server as one batch. Close it after use; not thread-safe.
 */
public final class SqlBatch implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private PreparedStatement run; // null before the first

    public SqlBatch(Connection connection) {
        this.connection = connection;
    }

    /** A statement and its values, bound as {@link Sql} does. */
    public record Statement(String sql, Object... values) {}

    /** Adds a statement, and runs those before it if their text is another. */
    public void add(String sql, Object... values) throws SQLException {
        var statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        if (statement != run) {
            execute();
            run = statement;
        }
        Sql.bind(statement, values);
        statement.addBatch();
    }

    /** As {@link #add(String, Object...)}. */
    public void add(Statement statement) throws SQLException {
        add(statement.sql(), statement.values());
    }

    /** Runs the statements that have not run yet. */
    public void execute() throws SQLException {
        if (run != null) {
            run.executeBatch();
            run = null;
        }
    }

    @Override
    public void close() throws SQLException {
        for (var statement : statements.values()) {
            statement.close();
        }
    }
}
