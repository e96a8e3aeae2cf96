package shop.order.domain;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static shop.order.domain.Given.ACTIVE;
import static shop.order.domain.Given.TEA_AND_CUP;

import akka.actor.typed.ActorSystem;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import shop.devstack.PostgresServer;
import shop.testkit.TestNode;

/** Orders on the real journal, on two nodes of one cluster. */
class OrdersIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static ActorSystem<?> first;
    private static ActorSystem<?> second;
    private static Orders orders;
    private static Orders elsewhere;

    @BeforeAll
    static void start() {
        var database = PostgresServer.shared().createDatabase();
        first = TestNode.start(TestNode.config(database), "db/order");
        second = TestNode.join(first, TestNode.config(database));
        orders = start(first);
        elsewhere = start(second);
    }

    @AfterAll
    static void stop() {
        TestNode.stop(second);
        TestNode.stop(first);
    }

    @Test
    void aRequestThatIsRepeatedAtOnceCreatesOneOrder() {
        var request = Given.request(UUID.randomUUID().toString(), "same");
        var id = OrderId.forCreation(request);

        var replies = all(IntStream.range(0, 20)
                .mapToObj(i -> (i % 2 == 0 ? orders : elsewhere).create(id, TEA_AND_CUP, ACTIVE, request, TIMEOUT))
                .toList());

        assertThat(replies).containsOnly(replies.get(0));
        assertThat(accepted(replies.get(0)).revision()).isEqualTo(1);
        assertThat(join(orders.recall(id, request, TIMEOUT))).isEqualTo(replies.get(0));
    }

    @Test
    void ofAShipmentAndACancellationAtOnceOneIsRefused() {
        for (var round = 0; round < 20; round++) {
            var id = create(ACTIVE);

            var replies = all(List.of(
                    orders.ship(id, 0, Given.request(), TIMEOUT), elsewhere.cancel(id, 0, Given.request(), TIMEOUT)));

            assertThat(replies).filteredOn(Reply.Accepted.class::isInstance).hasSize(1);
            assertThat(replies)
                    .filteredOn(Rejection.WrongStatus.class::isInstance)
                    .hasSize(1);
        }
    }

    @Test
    void aUserWhoMayNotOrderGetsNoOrder() {
        var id = Given.orderId();

        assertThat(join(orders.create(id, TEA_AND_CUP, new UserStanding.NotFound(), Given.request(), TIMEOUT)))
                .isEqualTo(new Rejection.UserNotFound(TEA_AND_CUP.userId()));
        assertThat(join(orders.create(id, TEA_AND_CUP, new UserStanding.Deactivated(), Given.request(), TIMEOUT)))
                .isEqualTo(new Rejection.UserDeactivated(TEA_AND_CUP.userId()));
        assertThat(join(orders.get(id, TIMEOUT))).isEqualTo(new Rejection.OrderNotFound(id));
    }

    @Test
    void whatTheVerificationFindsDecidesAboutAPendingOrder() {
        var metadata = Given.metadata("");
        var confirmed = create(new UserStanding.Undetermined());
        var unknown = create(new UserStanding.Undetermined());
        var deactivated = create(new UserStanding.Undetermined());
        var late = create(new UserStanding.Undetermined());

        assertThat(accepted(join(orders.verified(confirmed, ACTIVE, metadata, TIMEOUT)))
                        .verification())
                .contains(Given.VERIFIED);
        assertThat(accepted(join(orders.verified(unknown, new UserStanding.NotFound(), metadata, TIMEOUT)))
                        .endReason())
                .contains(EndReason.USER_NOT_FOUND);
        assertThat(accepted(join(orders.verified(deactivated, new UserStanding.Deactivated(), metadata, TIMEOUT)))
                        .endReason())
                .contains(EndReason.USER_DEACTIVATED);
        assertThat(accepted(join(orders.verificationTimedOut(late, metadata, TIMEOUT)))
                        .endReason())
                .contains(EndReason.VERIFICATION_TIMEOUT);
        assertThat(accepted(join(orders.userDeactivated(confirmed, 8, metadata, TIMEOUT)))
                        .endReason())
                .contains(EndReason.USER_DEACTIVATED);
        assertThatThrownBy(() -> orders.verified(late, new UserStanding.Undetermined(), metadata, TIMEOUT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Orders start(ActorSystem<?> system) {
        var started = new Orders(system);
        started.start();
        return started;
    }

    private static String create(UserStanding standing) {
        var id = Given.orderId();
        accepted(join(orders.create(id, TEA_AND_CUP, standing, Given.request(), TIMEOUT)));
        return id;
    }

    private static OrderDetails accepted(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Accepted.class);
        return ((Reply.Accepted) reply).order();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, SECONDS).join();
    }

    private static <T> List<T> all(List<? extends CompletionStage<? extends T>> stages) {
        return stages.stream()
                .<T>map(stage ->
                        stage.toCompletableFuture().orTimeout(60, SECONDS).join())
                .toList();
    }
}
