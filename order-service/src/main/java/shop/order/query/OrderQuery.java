package shop.order.query;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import shop.order.domain.EndReason;
import shop.order.domain.Money;
import shop.order.domain.OrderDetails;
import shop.order.domain.OrderStatus;
import shop.order.domain.Verification;
import shop.order.domain.VerifiedBy;
import shop.platform.journal.Database;
import shop.platform.query.Page;
import shop.platform.query.PageCollector;
import shop.platform.query.Position;

/** Queries of the read model. They run on the database's own threads, each one a statement. Thread-safe. */
public final class OrderQuery {
    /** Rows that are in memory at a time. */
    private static final int FETCHED = 100;
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
        var conditions = new ArrayList<String>();
        var values = new ArrayList<Object>();
        filter.userId().ifPresent(userId -> {
            conditions.add("user_id = ?");
            values.add(userId);
        });
        filter.status().ifPresent(status -> {
            conditions.add("status = ?");
            values.add(status.name());
        });
        after.ifPresent(position -> {
            conditions.add("(created_at, id) < (?, ?)");
            values.add(position.createdAt().atOffset(ZoneOffset.UTC));
            values.add(UUID.fromString(position.id()));
        });
        var where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        // One more than asked for tells whether there is a next page.
        var sql = "select * from orders" + where + " order by created_at desc, id desc limit " + (size + 1);
        try (var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            statement.setFetchSize(FETCHED);
            try (var rows = statement.executeQuery()) {
                var page = new PageCollector<OrderDetails>(size, last -> new Position(last.createdAt(), last.id()));
                while (rows.next()
                        && page.add(order(rows), BYTES + rows.getString("lines").length())) {
                    // One more row.
                }
                return page.page();
            }
        }
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
                instant(row, "created_at"),
                instant(row, "updated_at"),
                row.getLong("revision"));
    }

    private static Optional<Verification> verification(ResultSet row) throws SQLException {
        var by = row.getString("verified_by");
        return by == null
                ? Optional.empty()
                : Optional.of(new Verification(VerifiedBy.valueOf(by), row.getLong("verified_user_revision")));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
