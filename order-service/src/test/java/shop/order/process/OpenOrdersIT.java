package shop.order.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.devstack.PostgresServer;
import shop.order.TestNode;
import shop.order.domain.Draft;
import shop.order.domain.EndReason;
import shop.order.domain.Money;
import shop.order.domain.OrderDetails;
import shop.order.domain.OrderLine;
import shop.order.domain.OrderStatus;
import shop.order.domain.Orders;
import shop.order.domain.Reply;
import shop.order.domain.UserStanding;
import shop.order.domain.VerifiedBy;
import shop.platform.cluster.EntityRestart;
import shop.platform.entity.Request;
import shop.platform.journal.Database;

/** What becomes of open orders by themselves, with the real entities on the real journal. */
class OpenOrdersIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final UserStanding ACTIVE = new UserStanding.Active(4, VerifiedBy.USER_SERVICE);
    private static final UserStanding UNDETERMINED = new UserStanding.Undetermined();
    private static final Config BRISK = ConfigFactory.parseString("""
            shop.order.process {
              poll-interval = 50ms
              retry-interval = 500ms
            }
            """);

    private final KnownUsers users = new KnownUsers();
    private final UUID user = UUID.randomUUID();
    private String database;
    private ActorSystem<?> system;
    private Orders orders;
    private OpenOrders process;

    @BeforeEach
    void start() {
        database = PostgresServer.shared().createDatabase();
        start(BRISK);
    }

    @AfterEach
    void stop() {
        TestNode.stop(system);
    }

    @Test
    void aPendingOrderIsConfirmedAsSoonAsItsUserIsKnownToBeActive() {
        var order = place(user, UNDETERMINED);
        users.awaitQuestions(3);
        assertThat(get(order).status()).isEqualTo(OrderStatus.PENDING);

        users.answer(user, ACTIVE);

        var confirmed = awaitStatus(order, OrderStatus.CONFIRMED);
        assertThat(confirmed.verification().orElseThrow().by()).isEqualTo(VerifiedBy.USER_SERVICE);
        assertThat(confirmed.userRevision()).isEqualTo(4);
        awaitPending(0);
    }

    @Test
    void aPendingOrderIsRejectedWhenItsUserMayNotOrder() {
        var unknown = UUID.randomUUID();
        users.answer(user, new UserStanding.Deactivated());
        users.answer(unknown, new UserStanding.NotFound());

        var orderOfDeactivated = place(user, UNDETERMINED);
        var orderOfUnknown = place(unknown, UNDETERMINED);

        assertThat(awaitStatus(orderOfDeactivated, OrderStatus.REJECTED).endReason())
                .contains(EndReason.USER_DEACTIVATED);
        assertThat(awaitStatus(orderOfUnknown, OrderStatus.REJECTED).endReason())
                .contains(EndReason.USER_NOT_FOUND);
        awaitPending(0);
    }

    @Test
    void aPendingOrderIsRejectedWhenNobodyCouldTellInTimeEvenIfQuestionsHang() {
        users.hang();
        restart(ConfigFactory.parseString("shop.order.verification-timeout = 3s")
                .withFallback(BRISK));

        var orders =
                IntStream.range(0, 20).mapToObj(i -> place(user, UNDETERMINED)).toList();

        assertThat(orders)
                .allSatisfy(order -> assertThat(
                                awaitStatus(order, OrderStatus.REJECTED).endReason())
                        .contains(EndReason.VERIFICATION_TIMEOUT));
        awaitPending(0);
    }

    @Test
    void theVerificationGoesOnAfterARestart() {
        var orders =
                IntStream.range(0, 30).mapToObj(i -> place(user, UNDETERMINED)).toList();
        users.awaitQuestions(5);
        awaitPending(30);

        restart(BRISK);
        users.answer(user, ACTIVE);

        assertThat(orders).allSatisfy(order -> awaitStatus(order, OrderStatus.CONFIRMED));
        awaitPending(0);
    }

    @Test
    void whatWasInHandWhenTheNodeStoppedIsTakenUpAgain() {
        users.hang();
        var orders =
                IntStream.range(0, 10).mapToObj(i -> place(user, UNDETERMINED)).toList();
        users.awaitQuestions(4);

        TestNode.stop(system);
        users.answer(user, ACTIVE);
        start(BRISK);

        assertThat(orders).allSatisfy(order -> awaitStatus(order, OrderStatus.CONFIRMED));
    }

    @Test
    void openOrdersOfADeactivatedUserAreCancelled() throws SQLException {
        var confirmed = place(user, ACTIVE);
        var pending = place(user, UNDETERMINED);
        var later = place(user, new UserStanding.Active(6, VerifiedBy.REPLICA));
        awaitPending(1);

        change(user, 5, UserChange.Kind.DEACTIVATED);

        assertThat(awaitStatus(confirmed, OrderStatus.CANCELLED).endReason()).contains(EndReason.USER_DEACTIVATED);
        assertThat(awaitStatus(pending, OrderStatus.CANCELLED).endReason()).contains(EndReason.USER_DEACTIVATED);
        assertThat(get(later).status()).isEqualTo(OrderStatus.CONFIRMED);
    }

    @Test
    void anOrderThatSlipsInAfterTheDeactivationIsCancelled() throws SQLException {
        change(user, 5, UserChange.Kind.DEACTIVATED);

        var order = place(user, ACTIVE);

        assertThat(awaitStatus(order, OrderStatus.CANCELLED).endReason()).contains(EndReason.USER_DEACTIVATED);
    }

    @Test
    void aChangeOfTheUserMakesThePendingOrdersDueAtOnce() throws SQLException {
        restart(ConfigFactory.parseString("shop.order.process.retry-interval = 1h")
                .withFallback(BRISK));
        var order = place(user, UNDETERMINED);
        users.awaitQuestions(1);
        users.answer(user, ACTIVE);

        change(user, 4, UserChange.Kind.CREATED);

        awaitStatus(order, OrderStatus.CONFIRMED);
    }

    @Test
    void afterAnOutageEveryPendingOrderComesToItsEndAndQuestionsStayFew() {
        var orders =
                IntStream.range(0, 300).mapToObj(i -> place(user, UNDETERMINED)).toList();
        awaitPending(300);

        users.answer(user, ACTIVE);

        awaitPending(0);
        assertThat(orders).allSatisfy(order -> assertThat(get(order).status()).isEqualTo(OrderStatus.CONFIRMED));
        assertThat(users.mostAtOnce()).isBetween(2, 8);
    }

    @Test
    void tellsHowManyOrdersArePendingAndSinceWhen() {
        assertThat(pending()).isEqualTo(new PendingOrders(0, Duration.ZERO));

        place(user, UNDETERMINED);
        place(user, ACTIVE);

        awaitPending(1);
        await().atMost(SOON).untilAsserted(() -> assertThat(pending().oldest()).isPositive());
    }

    private void start(Config settings) {
        system = TestNode.start(TestNode.config(database, settings));
        orders = new Orders(system);
        orders.start(EntityRestart.withBackoff(system));
        process = OpenOrders.start(system, orders, users);
    }

    private void restart(Config settings) {
        TestNode.stop(system);
        start(settings);
    }

    private String place(UUID user, UserStanding standing) {
        var order = UUID.randomUUID().toString();
        var draft = new Draft(user.toString(), List.of(new OrderLine("book", 1, new Money("EUR", 5, 0))));
        var request = Request.arriving("", "", Clock.systemUTC());
        details(orders.create(order, draft, standing, request, TIMEOUT));
        return order;
    }

    private OrderDetails get(String order) {
        return details(orders.get(order, TIMEOUT));
    }

    private OrderDetails awaitStatus(String order, OrderStatus status) {
        return await().atMost(SOON).until(() -> get(order), found -> found.status() == status);
    }

    private void awaitPending(long count) {
        await().atMost(SOON).until(() -> pending().count() == count);
    }

    private PendingOrders pending() {
        return process.pending().toCompletableFuture().join();
    }

    private void change(UUID user, long revision, UserChange.Kind kind) throws SQLException {
        try (var connection = Database.get(system).beginTransaction()) {
            UserReplica.apply(connection, List.of(new UserChange(user, revision, kind, Instant.now())));
            connection.commit();
        }
    }

    private static OrderDetails details(CompletionStage<Reply> reply) {
        return ((Reply.Accepted) reply.toCompletableFuture().join()).order();
    }
}
