package shop.order.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import shop.devstack.PostgresServer;
import shop.order.domain.EndReason;
import shop.order.domain.OrderStatus;
import shop.order.domain.UserStanding;
import shop.order.domain.VerifiedBy;

/** What becomes of open orders by themselves, with the real entities on the real journal. */
class OpenOrdersIT {
    private static final UserStanding ACTIVE = new UserStanding.Active(4, VerifiedBy.USER_SERVICE);
    private static final UserStanding UNDETERMINED = new UserStanding.Undetermined();
    private static final KnownUsers users = new KnownUsers();

    private static ProcessNode node;
    private final UUID user = UUID.randomUUID();

    @BeforeAll
    static void start() {
        node = ProcessNode.start(PostgresServer.shared().createDatabase(), "", users);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @AfterEach
    void noOrderIsLeftPending() {
        node.awaitPending(0);
    }

    @Test
    void aPendingOrderIsConfirmedAsSoonAsItsUserIsKnownToBeActive() {
        var order = node.place(user, UNDETERMINED);
        users.awaitQuestions(3);
        assertThat(node.get(order).status()).isEqualTo(OrderStatus.PENDING);

        users.answer(user, ACTIVE);

        var confirmed = node.awaitStatus(order, OrderStatus.CONFIRMED);
        assertThat(confirmed.verification().orElseThrow().by()).isEqualTo(VerifiedBy.USER_SERVICE);
        assertThat(confirmed.userRevision()).isEqualTo(4);
    }

    @Test
    void aPendingOrderIsConfirmedWhenTheReplicaAloneSaysThatItsUserIsActive() {
        users.answer(user, new UserStanding.Active(2, VerifiedBy.REPLICA));

        var order = node.place(user, UNDETERMINED);

        var confirmed = node.awaitStatus(order, OrderStatus.CONFIRMED);
        assertThat(confirmed.verification().orElseThrow().by()).isEqualTo(VerifiedBy.REPLICA);
    }

    @Test
    void aPendingOrderIsRejectedWhenItsUserMayNotOrder() {
        var unknown = UUID.randomUUID();
        users.answer(user, new UserStanding.Deactivated());
        users.answer(unknown, new UserStanding.NotFound());

        var ofDeactivated = node.place(user, UNDETERMINED);
        var ofUnknown = node.place(unknown, UNDETERMINED);

        assertThat(node.awaitStatus(ofDeactivated, OrderStatus.REJECTED).endReason())
                .contains(EndReason.USER_DEACTIVATED);
        assertThat(node.awaitStatus(ofUnknown, OrderStatus.REJECTED).endReason())
                .contains(EndReason.USER_NOT_FOUND);
    }

    @Test
    void openOrdersOfADeactivatedUserAreCancelledUnlessVerifiedLater() throws SQLException {
        var confirmed = node.place(user, ACTIVE);
        var pending = node.place(user, UNDETERMINED);
        var later = node.place(user, new UserStanding.Active(6, VerifiedBy.REPLICA));
        node.awaitPending(1);

        node.change(user, 5, UserChange.Kind.DEACTIVATED);

        assertThat(node.awaitStatus(confirmed, OrderStatus.CANCELLED).endReason())
                .contains(EndReason.USER_DEACTIVATED);
        assertThat(node.awaitStatus(pending, OrderStatus.CANCELLED).endReason()).contains(EndReason.USER_DEACTIVATED);
        assertThat(node.get(later).status()).isEqualTo(OrderStatus.CONFIRMED);
    }

    @Test
    void anOrderThatSlipsInAfterTheDeactivationIsCancelled() throws SQLException {
        node.change(user, 5, UserChange.Kind.DEACTIVATED);

        var order = node.place(user, ACTIVE);

        assertThat(node.awaitStatus(order, OrderStatus.CANCELLED).endReason()).contains(EndReason.USER_DEACTIVATED);
    }

    @Test
    void afterAnOutageEveryPendingOrderComesToItsEndWithFewQuestionsAtOnce() {
        var orders = node.place(300, user, UNDETERMINED);
        node.awaitPending(300);
        users.forgetMostAtOnce();

        users.answer(user, ACTIVE);

        node.awaitPending(0);
        node.awaitStatus(orders, OrderStatus.CONFIRMED);
        assertThat(users.mostAtOnce()).isBetween(2, 8);
    }

    @Test
    void tellsHowManyOrdersArePendingAndSinceWhen() {
        assertThat(node.pending()).isEqualTo(new PendingOrders(0, Duration.ZERO));

        node.place(user, UNDETERMINED);
        node.place(UUID.randomUUID(), ACTIVE);

        node.awaitPending(1);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(node.pending().oldest()).isPositive());
        users.answer(user, ACTIVE);
    }
}
