package shop.order.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.devstack.PostgresServer;
import shop.order.domain.EndReason;
import shop.order.domain.OrderStatus;
import shop.order.domain.UserStanding;
import shop.order.domain.VerifiedBy;

/** The verification of orders over time-outs, restarts and moves. */
class VerificationIT {
    private static final UserStanding ACTIVE = new UserStanding.Active(4, VerifiedBy.USER_SERVICE);
    private static final UserStanding UNDETERMINED = new UserStanding.Undetermined();

    private final String database = PostgresServer.shared().createDatabase();
    private final KnownUsers users = new KnownUsers();
    private final UUID user = UUID.randomUUID();

    @Test
    void anOrderIsRejectedWhenNobodyCouldTellInTimeEvenWhileQuestionsHang() {
        users.hang();
        try (var node = ProcessNode.start(database, "shop.order.verification-timeout = 3s", users)) {
            var orders = node.place(20, user, UNDETERMINED);

            assertThat(orders)
                    .allSatisfy(order -> assertThat(node.awaitStatus(order, OrderStatus.REJECTED)
                                    .endReason())
                            .contains(EndReason.VERIFICATION_TIMEOUT));
            node.awaitPending(0);
        }
    }

    @Test
    void ordersExpireByTheDatabasesClockWhateverTheClockOfTheNodeThatTookThem() {
        try (var node = ProcessNode.start(database, "shop.order.verification-timeout = 4s", users)) {
            var behind = node.placeAt(Clock.offset(Clock.systemUTC(), Duration.ofDays(-1)), user, UNDETERMINED);
            var ahead = node.placeAt(Clock.offset(Clock.systemUTC(), Duration.ofDays(1)), user, UNDETERMINED);
            node.awaitPending(2);

            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(3))
                    .until(() -> node.get(behind).status() == OrderStatus.PENDING);
            node.awaitStatus(List.of(behind, ahead), OrderStatus.REJECTED);
            node.awaitPending(0);
        }
    }

    @Test
    void aChangeOfTheUserMakesItsPendingOrdersDueAtOnce() throws SQLException {
        try (var node = ProcessNode.start(database, "shop.order.process.retry-interval = 1h", users)) {
            var order = node.place(user, UNDETERMINED);
            users.awaitQuestions(1);
            users.answer(user, ACTIVE);

            node.change(user, 4, UserChange.Kind.CREATED);

            node.awaitStatus(order, OrderStatus.CONFIRMED);
        }
    }

    @Test
    void theVerificationGoesOnAfterARestart() {
        var orders = ProcessNode.start(database, "", users).placeAndStop(30, user, users);

        users.answer(user, ACTIVE);
        try (var node = ProcessNode.start(database, "", users)) {
            node.awaitStatus(orders, OrderStatus.CONFIRMED);
            node.awaitPending(0);
        }
    }

    @Test
    void whatWasInHandWhenTheNodeStoppedIsTakenUpAgain() {
        users.hang();
        var orders = ProcessNode.start(database, "", users).placeAndStop(10, user, users);

        users.answer(user, ACTIVE);
        try (var node = ProcessNode.start(database, "", users)) {
            node.awaitStatus(orders, OrderStatus.CONFIRMED);
        }
    }

    @Test
    void theVerificationMovesWithTheCluster() {
        var usersThere = new KnownUsers();
        try (var here = ProcessNode.start(database, "", users)) {
            var orders = here.place(30, user, UNDETERMINED);
            users.awaitQuestions(5);
            try (var there = ProcessNode.join(here, database, usersThere)) {
                here.stop();
                usersThere.answer(user, ACTIVE);

                there.awaitStatus(orders, OrderStatus.CONFIRMED);
                there.awaitPending(0);
            }
        }
    }
}
