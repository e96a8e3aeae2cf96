package shop.order.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.devstack.PostgresServer;
import shop.order.domain.OrderStatus;
import shop.order.domain.UserStanding;
import shop.order.domain.VerifiedBy;

/** A replica that shows the past, in which a user was deactivated who is active now. */
class ReplicaCatchUpIT {
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

    @BeforeEach
    void begin() throws SQLException {
        node.replicaIsCurrent(false);
        node.change(user, 1, UserChange.Kind.CREATED);
    }

    @Test
    void aDeactivationThatWasFollowedByAReactivationCancelsNothingWhileTheReplicaIsCatchingUp() throws SQLException {
        var order = node.place(user, UNDETERMINED);
        node.awaitPending(1);

        node.change(user, 2, UserChange.Kind.DEACTIVATED);
        staysPending(order);

        node.change(user, 3, UserChange.Kind.REACTIVATED);
        node.replicaIsCurrent(true);
        staysPending(order);
        users.answer(user, new UserStanding.Active(3, VerifiedBy.REPLICA));
        assertThat(node.awaitStatus(order, OrderStatus.CONFIRMED).userRevision())
                .isEqualTo(3);
    }

    @Test
    void aDeactivationThatStandsWhenTheReplicaHasCaughtUpCancels() throws SQLException {
        var order = node.place(user, UNDETERMINED);

        node.change(user, 2, UserChange.Kind.DEACTIVATED);
        staysPending(order);

        node.replicaIsCurrent(true);
        node.awaitStatus(order, OrderStatus.CANCELLED);
    }

    @Test
    void whereUserServiceAnswersItsWordCountsForMoreThanTheReplicas() throws SQLException {
        var order = node.place(user, UNDETERMINED);
        node.change(user, 2, UserChange.Kind.DEACTIVATED);
        staysPending(order);

        users.answer(user, new UserStanding.Active(3, VerifiedBy.USER_SERVICE));
        node.replicaIsCurrent(true);

        assertThat(node.awaitStatus(order, OrderStatus.CONFIRMED).userRevision())
                .isEqualTo(3);
    }

    @Test
    void aConfirmedOrderIsNotCancelledForADeactivationThatUserServiceDoesNotKnowOf() throws SQLException {
        node.replicaIsCurrent(true);
        users.answer(user, new UserStanding.Active(1, VerifiedBy.USER_SERVICE));
        var order = node.place(user, new UserStanding.Active(1, VerifiedBy.USER_SERVICE));

        node.change(user, 2, UserChange.Kind.DEACTIVATED);
        users.awaitQuestions(2);
        assertThat(node.get(order).status()).isEqualTo(OrderStatus.CONFIRMED);

        users.answer(user, new UserStanding.Active(3, VerifiedBy.USER_SERVICE));
        node.awaitStatus(order, OrderStatus.CANCELLED);
    }

    private static void staysPending(String order) {
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(20))
                .until(() -> node.get(order).status() == OrderStatus.PENDING);
    }
}
