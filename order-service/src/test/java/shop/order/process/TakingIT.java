package shop.order.process;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.order.process.OrderEvents.created;
import static shop.order.process.OrderEvents.pending;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.order.domain.OrderEvent;
import shop.platform.journal.EventEnvelope;

/** How workers share open orders among themselves. */
class TakingIT {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration LATER = Duration.ofHours(1);
    private static final Duration AT_ONCE = Duration.ZERO;

    private static TestDatabase database;
    private final UUID user = UUID.randomUUID();

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
    }

    @BeforeEach
    void clear() throws SQLException {
        database.clear();
    }

    @Test
    void noTwoWorkersGetTheSameOrderAndNoneWaitsForTheOther() throws SQLException {
        var orders = open(10);
        try (var first = database.begin();
                var second = database.begin()) {
            var half = takeUnverified(first, 5, LATER);
            var rest = takeUnverified(second, 10, LATER);

            assertThat(half).hasSize(5);
            assertThat(Stream.concat(half.stream(), rest.stream())).containsExactlyInAnyOrderElementsOf(orders);
        }
    }

    @Test
    void whatWasTakenIsNotTakenAgainUntilItIsDue() throws SQLException {
        var orders = open(3);

        assertThat(take(AT_ONCE)).containsExactlyInAnyOrderElementsOf(orders);
        assertThat(take(LATER)).containsExactlyInAnyOrderElementsOf(orders);
        assertThat(take(LATER)).isEmpty();
    }

    @Test
    void whatAWorkerTookThatDiedBeforeItsCommitIsStillDue() throws SQLException {
        var orders = open(3);
        try (var dying = database.begin()) {
            takeUnverified(dying, 10, LATER);
        }

        assertThat(take(LATER)).containsExactlyInAnyOrderElementsOf(orders);
    }

    @Test
    void thePendingOrdersOfAUserWhoChangedComeBeforeAllOthers() throws SQLException {
        open(5);
        var changed = UUID.randomUUID();
        var order = UUID.randomUUID();
        project(pending(order, changed));
        take(LATER);
        open(5);

        change(changed, 1, UserChange.Kind.CREATED);

        assertThat(take(1, LATER)).containsExactly(order);
    }

    @Test
    void aRepeatedChangeOfAUserMakesNothingDue() throws SQLException {
        open(1);
        change(user, 1, UserChange.Kind.CREATED);
        take(LATER);

        change(user, 1, UserChange.Kind.CREATED);

        assertThat(take(LATER)).isEmpty();
    }

    @Test
    void eachOrderIsTakenForOneThing() throws SQLException {
        var deactivated = UUID.randomUUID();
        var cancelled = UUID.randomUUID();
        change(deactivated, 2, UserChange.Kind.DEACTIVATED);
        project(created(cancelled, deactivated, 1));
        project(created(UUID.randomUUID(), user, 1));
        var pending = open(1);

        List<OpenOrder> toCancel = database.query(
                connection -> OpenOrdersTable.takeCancelled(connection, TestDatabase.CURRENT, 10, AT_ONCE));
        assertThat(toCancel).containsExactly(new OpenOrder(cancelled.toString(), deactivated.toString(), 1, 2, ""));
        assertThat(take(AT_ONCE)).isEqualTo(pending);
        assertThat(takeExpired(DAY)).isEmpty();
        assertThat(takeExpired(AT_ONCE)).isEqualTo(pending);
        List<OpenOrder> young =
                database.query(connection -> OpenOrdersTable.takeUnverified(connection, AT_ONCE, 10, AT_ONCE));
        assertThat(young).isEmpty();
    }

    @Test
    void whatIsTakenIsPartOfTheTraceOfTheOrderUntilItsUserIsDeactivatedOrReactivated() throws SQLException {
        project(pending(UUID.randomUUID(), user, "order"));
        assertThat(traceOfUnverified()).isEqualTo("order");

        change(changed(1, UserChange.Kind.CREATED, "created"));
        assertThat(traceOfUnverified()).isEqualTo("order");

        change(changed(2, UserChange.Kind.DEACTIVATED, "deactivated"), changed(3, UserChange.Kind.UPDATED, "updated"));
        List<OpenOrder> toCancel = database.query(
                connection -> OpenOrdersTable.takeCancelled(connection, TestDatabase.CURRENT, 1, AT_ONCE));
        assertThat(toCancel).extracting(OpenOrder::traceparent).containsExactly("deactivated");

        change(changed(4, UserChange.Kind.REACTIVATED, "reactivated"));
        assertThat(traceOfUnverified()).isEqualTo("reactivated");
    }

    private String traceOfUnverified() throws SQLException {
        List<OpenOrder> taken =
                database.query(connection -> OpenOrdersTable.takeUnverified(connection, DAY, 1, AT_ONCE));
        return taken.get(0).traceparent();
    }

    private UserChange changed(long revision, UserChange.Kind kind, String traceparent) {
        return new UserChange(user, revision, kind, Instant.now(), traceparent);
    }

    private List<UUID> open(int count) throws SQLException {
        var orders = IntStream.range(0, count).mapToObj(i -> UUID.randomUUID()).toList();
        for (var order : orders) {
            project(pending(order, user));
        }
        return orders;
    }

    private static void project(EventEnvelope<OrderEvent> event) throws SQLException {
        database.commit(connection -> new OpenOrdersProjection().process(connection, List.of(event)));
    }

    private static void change(UUID user, long revision, UserChange.Kind kind) throws SQLException {
        change(new UserChange(user, revision, kind, Instant.now(), ""));
    }

    private static void change(UserChange... changes) throws SQLException {
        database.commit(connection -> UserReplica.apply(connection, List.of(changes)));
    }

    private static List<UUID> take(Duration retry) throws SQLException {
        return take(100, retry);
    }

    private static List<UUID> take(int limit, Duration retry) throws SQLException {
        return database.query(connection -> takeUnverified(connection, limit, retry));
    }

    private static List<UUID> takeUnverified(Connection connection, int limit, Duration retry) throws SQLException {
        return ids(OpenOrdersTable.takeUnverified(connection, DAY, limit, retry));
    }

    private static List<UUID> takeExpired(Duration timeout) throws SQLException {
        return database.query(connection -> ids(OpenOrdersTable.takeExpired(connection, timeout, 10, AT_ONCE)));
    }

    private static List<UUID> ids(List<OpenOrder> orders) {
        return orders.stream().map(order -> UUID.fromString(order.orderId())).toList();
    }
}
