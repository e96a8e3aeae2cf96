package shop.platform.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Binds a list of rows to a statement column by column, one array each. */
public final class ArrayParameters<R> {
    private final Connection connection;
    private final PreparedStatement statement;
    private final List<R> rows;
    private int index;

    /** Of all parameters of the statement. */
    ArrayParameters(Connection connection, PreparedStatement statement, List<R> rows) {
        this(connection, statement, 1, rows);
    }

    /** Of the parameters from {@code first} on, counted from 1. */
    public ArrayParameters(Connection connection, PreparedStatement statement, int first, List<R> rows) {
        this.connection = connection;
        this.statement = statement;
        this.index = first;
        this.rows = rows;
    }

    /**
     * Binds the next column.
     *
     * @param type the column's type in the database
     */
    public <T> void add(String type, IntFunction<T[]> array, Function<? super R, ? extends T> column)
            throws SQLException {
        var values = rows.stream().map(column).toArray(array);
        statement.setArray(index++, connection.createArrayOf(type, values));
    }
}
