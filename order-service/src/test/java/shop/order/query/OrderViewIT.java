package shop.order.query;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.order.domain.Given.NOON;
import static shop.order.domain.Given.TEA_AND_CUP;
import static shop.order.domain.Given.VERIFIED;

import akka.actor.typed.ActorSystem;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import shop.devstack.PostgresServer;
import shop.order.domain.EndReason;
import shop.order.domain.Given;
import shop.order.domain.OrderDetails;
import shop.order.domain.OrderEvent;
import shop.order.domain.OrderStatus;
import shop.platform.entity.EventMetadata;
import shop.platform.journal.Database;
import shop.platform.journal.EventEnvelope;
import shop.platform.journal.EventOffset;
import shop.platform.query.Position;
import shop.testkit.TestNode;

/** From events to rows to pages, on the real database. */
class OrderViewIT {
    private static ActorSystem<?> system;
    private static Database database;

    private final String userId = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        system = TestNode.start(TestNode.config(PostgresServer.shared().createDatabase()), "db/order");
        database = Database.get(system);
    }

    @AfterAll
    static void stop() {
        TestNode.stop(system);
    }

    @Test
    void anOrderIsListedAsItsEventsLeftIt() throws SQLException {
        var pending = List.of(created(Given.orderId(), 0));
        var confirmed = new ArrayList<>(List.of(created(Given.orderId(), 1)));
        confirmed.add(after(confirmed, new OrderEvent.Confirmed(userId, VERIFIED, 2, later())));
        var cancelled = new ArrayList<EventEnvelope<OrderEvent>>();
        cancelled.add(created(Given.orderId(), 2));
        cancelled.add(after(cancelled, new OrderEvent.Confirmed(userId, VERIFIED, 2, later())));
        cancelled.add(after(cancelled, new OrderEvent.Cancelled(userId, EndReason.USER_DEACTIVATED, 3, "", later())));

        var events =
                Stream.of(pending, confirmed, cancelled).flatMap(List::stream).toList();
        process(events);
        var listed = list(100);
        // Starting over, with the rows still there.
        process(events);

        assertThat(list(100)).isEqualTo(listed);
        assertThat(listed).extracting(OrderDetails::id).containsExactly(id(cancelled), id(confirmed), id(pending));
        assertThat(listed)
                .extracting(OrderDetails::status)
                .containsExactly(OrderStatus.CANCELLED, OrderStatus.CONFIRMED, OrderStatus.PENDING);
        assertThat(listed.get(0))
                .isEqualTo(new OrderDetails(
                        id(cancelled),
                        userId,
                        TEA_AND_CUP.lines(),
                        TEA_AND_CUP.total(),
                        OrderStatus.CANCELLED,
                        Optional.of(VERIFIED),
                        Optional.of(EndReason.USER_DEACTIVATED),
                        NOON.plusSeconds(2),
                        later().time(),
                        3));
    }

    @Test
    void ordersOfTheSameMomentAreListedOnceEachHoweverSmallThePages() throws SQLException {
        var ids = IntStream.range(0, 5).mapToObj(i -> Given.orderId()).toList();
        process(ids.stream().map(id -> created(id, 0)).toList());

        assertThat(list(1)).extracting(OrderDetails::id).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(list(2)).isEqualTo(list(1));
    }

    private static void process(List<EventEnvelope<OrderEvent>> events) throws SQLException {
        try (var connection = database.beginTransaction()) {
            new OrderView().process(connection, events);
            connection.commit();
        }
    }

    /** All orders of the user, read in pages of this size. */
    private List<OrderDetails> list(int size) {
        var query = new OrderQuery(database);
        var filter = new OrderFilter(Optional.of(userId), Optional.empty());
        var orders = new ArrayList<OrderDetails>();
        Optional<Position> after = Optional.empty();
        do {
            var page = query.page(filter, after, size).toCompletableFuture().join();
            assertThat(page.items()).hasSizeLessThanOrEqualTo(size);
            orders.addAll(page.items());
            after = page.next();
        } while (after.isPresent());
        return orders;
    }

    private EventEnvelope<OrderEvent> created(String id, int second) {
        var metadata = new EventMetadata("", "", "", NOON.plusSeconds(second));
        var created = new OrderEvent.Created(
                userId, TEA_AND_CUP.lines(), TEA_AND_CUP.total(), Optional.empty(), 1, "", metadata);
        return envelope(id, created);
    }

    private static EventEnvelope<OrderEvent> after(List<EventEnvelope<OrderEvent>> before, OrderEvent event) {
        return envelope(id(before), event);
    }

    private static EventEnvelope<OrderEvent> envelope(String id, OrderEvent event) {
        var sequenceNumber = event.revision();
        return new EventEnvelope<>("Order|" + id, id, sequenceNumber, event, NOON, new EventOffset(1, sequenceNumber));
    }

    private static String id(List<EventEnvelope<OrderEvent>> order) {
        return order.get(0).entityId();
    }

    private static EventMetadata later() {
        return new EventMetadata("", "", "", NOON.plus(Duration.ofHours(1)));
    }
}
