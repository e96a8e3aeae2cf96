package shop.order.query;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import shop.order.domain.EndReason;
import shop.order.domain.Money;
import shop.order.domain.OrderDetails;
import shop.order.domain.OrderStatus;
import shop.order.domain.Verification;
import shop.order.domain.VerifiedBy;
import shop.platform.journal.Database;
import shop.platform.journal.PageQuery;
import shop.platform.journal.Sql;
import shop.platform.query.Page;
import shop.platform.query.Position;

/** Queries of the read model. They run on the database's own threads, each one a statement. Thread-safe. */
public final class OrderQuery {
    /** What the answer takes for an order besides its lines, roughly. */
    private static final long BYTES = 500;

    private final Database database;

    public OrderQuery(Database database) {
        this.database = database;
    }

    /**
     * One page, the newest order first.
     *
     * @param after where the page begins; empty: at the newest order
     * @param size at least 1
     */
    public CompletionStage<Page<OrderDetails>> page(OrderFilter filter, Optional<Position> after, int size) {
        return database.scan(connection -> page(connection, filter, after, size));
    }

    private static Page<OrderDetails> page(
            Connection connection, OrderFilter filter, Optional<Position> after, int size) throws SQLException {
        var query = new PageQuery<Row>(
                "select * from orders",
                PageQuery.Order.NEWEST_FIRST,
                last -> new Position(last.order().createdAt(), last.order().id()));
        filter.userId().ifPresent(userId -> query.where("user_id = ?", userId));
        filter.status().ifPresent(status -> query.where("status = ?", status));
        var page = query.after(after).read(connection, size, OrderQuery::row, row -> BYTES + row.lines());
        return new Page<>(page.items().stream().map(Row::order).toList(), page.next());
    }

    /** @param lines length of the order's lines in characters */
    private record Row(OrderDetails order, int lines) {}

    private static Row row(ResultSet row) throws SQLException {
        return new Row(order(row), row.getString("lines").length());
    }

    private static OrderDetails order(ResultSet row) throws SQLException {
        return new OrderDetails(
                row.getString("id"),
                row.getString("user_id"),
                Lines.read(row.getString("lines")),
                new Money(row.getString("currency"), row.getLong("total_units"), row.getInt("total_nanos")),
                OrderStatus.valueOf(row.getString("status")),
                verification(row),
                Optional.ofNullable(row.getString("end_reason")).map(EndReason::valueOf),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "updated_at"),
                row.getLong("revision"));
    }

    private static Optional<Verification> verification(ResultSet row) throws SQLException {
        var by = row.getString("verified_by");
        return by == null
                ? Optional.empty()
                : Optional.of(new Verification(VerifiedBy.valueOf(by), row.getLong("verified_user_revision")));
    }
}
