package shop.platform.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Runs statements and does the steps that all of them share: prepare, bind, read row by row, close. A value is bound by
 * its type in PostgreSQL: {@link Instant} as {@code timestamptz}, an enum by its name, {@link #array} as an array, null
 * as null.
 *
 * <pre>{@code
 * List<String> ids = Sql.select(connection, "select id from users where status = ?", row -> row.getString("id"), status);
 * }</pre>
 */
public final class Sql {
    private Sql() {}

    /** Reads one row. */
    @FunctionalInterface
    public interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /** A value that is an array. */
    record ArrayValue(String type, Object[] elements) {}

    /**
     * Returns a value that is bound as an array.
     *
     * @param type of the elements in the database
     */
    public static Object array(String type, Collection<?> elements) {
        return new ArrayValue(type, elements.toArray());
    }

    /** Runs a query and returns every row. */
    public static <T> List<T> select(Connection connection, String sql, RowMapper<T> map, Object... values)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (var rows = statement.executeQuery()) {
                var all = new ArrayList<T>();
                while (rows.next()) {
                    all.add(map.map(rows));
                }
                return all;
            }
        }
    }

    /** Runs a query and returns its first row, if it has one. */
    public static <T> Optional<T> first(Connection connection, String sql, RowMapper<T> map, Object... values)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(map.map(rows)) : Optional.empty();
            }
        }
    }

    /** Runs a statement and returns how many rows it changed. */
    public static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    /** Returns a column of type {@code timestamptz}. */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** Binds the parameters of a statement, from the first one on. */
    static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (var i = 0; i < values.length; i++) {
            statement.setObject(i + 1, bound(statement, values[i]));
        }
    }

    private static Object bound(PreparedStatement statement, Object value) throws SQLException {
        if (value instanceof Instant instant) {
            return instant.atOffset(ZoneOffset.UTC);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof ArrayValue array) {
            return statement.getConnection().createArrayOf(array.type(), array.elements());
        }
        return value;
    }
}
