package shop.platform.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import shop.platform.query.Page;
import shop.platform.query.PageCollector;
import shop.platform.query.Position;

/**
 * Reads one page of a table whose rows have the columns {@code created_at} and {@code id}, in the order of their creation or in the
 * opposite order. Use it once; not thread-safe.
 *
 * <pre>{@code
 * return new PageQuery<>("select * from users", PageQuery.Order.OLDEST_FIRST, last -> new Position(last.createdAt(), last.id()))
 *         .where("status = ?", status)
 *         .after(position)
 *         .read(connection, size, UserQuery::user, user -> BYTES);
 * }</pre>
 */
public final class PageQuery<T> {
    /** Rows that are in memory at a time. */
    private static final int FETCHED = 100;

    /** The order of a list. */
    public enum Order {
        OLDEST_FIRST(">", "created_at, id"),
        NEWEST_FIRST("<", "created_at desc, id desc");

        private final String beyond;
        private final String columns;

        Order(String beyond, String columns) {
            this.beyond = beyond;
            this.columns = columns;
        }
    }

    private final String select;
    private final Order order;
    private final Function<T, Position> position;
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    /**
     * @param select without conditions and order
     * @param position of an item
     */
    public PageQuery(String select, Order order, Function<T, Position> position) {
        this.select = select;
        this.order = order;
        this.position = position;
    }

    /** Restricts the list; every restriction holds. */
    public PageQuery<T> where(String condition, Object... parameters) {
        conditions.add(condition);
        values.addAll(List.of(parameters));
        return this;
    }

    /** @param begin of the page; empty: the begin of the list */
    public PageQuery<T> after(Optional<Position> begin) {
        begin.ifPresent(there -> where(
                "(created_at, id) " + order.beyond + " (?, ?)",
                there.createdAt().atOffset(ZoneOffset.UTC),
                UUID.fromString(there.id())));
        return this;
    }

    /**
     * Reads the page, in a transaction, so that only so many rows are in memory at a time.
     *
     * @param size most items, at least 1
     * @param bytes roughly what the answer takes for an item
     */
    public Page<T> read(Connection connection, int size, Sql.RowMapper<T> map, ToLongFunction<T> bytes)
            throws SQLException {
        var where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        // One more row than requested shows whether there is a next page.
        var sql = select + where + " order by " + order.columns + " limit " + (size + 1);
        try (var statement = connection.prepareStatement(sql)) {
            Sql.bind(statement, values.toArray());
            statement.setFetchSize(FETCHED);
            try (var rows = statement.executeQuery()) {
                var page = new PageCollector<>(size, position);
                var more = true;
                while (more && rows.next()) {
                    var item = map.map(rows);
                    more = page.add(item, bytes.applyAsLong(item));
                }
                return page.page();
            }
        }
    }
}
