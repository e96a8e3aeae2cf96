package shop.order.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.order.domain.Given.TEA_AND_CUP;
import static shop.order.domain.Given.VERIFIED;
import static shop.order.domain.Given.metadata;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.SupervisorStrategy;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shop.platform.cluster.EntityPlace;
import shop.platform.cluster.RecentReads;
import shop.platform.cluster.ShardPeriod;
import shop.platform.entity.Binding;
import shop.platform.entity.Request;

class OrderTest {
    private static final ActorTestKit TEST_KIT = ActorTestKit.create(ConfigFactory.parseString(
                    "akka.actor.serialization-bindings.\"shop.platform.cluster.CborSerializable\" = jackson-cbor")
            .withFallback(EventSourcedBehaviorTestKit.config())
            .withFallback(ConfigFactory.defaultReference()));

    private final String id = Given.orderId();
    private final AtomicInteger answeredAgain = new AtomicInteger();
    private final RecentReads<Reply> reads = new RecentReads<>(() -> true, System::nanoTime);
    private final ShardPeriod period = ShardPeriod.begun();
    private final EventSourcedBehaviorTestKit<OrderCommand, OrderEvent, OrderState> order =
            EventSourcedBehaviorTestKit.create(
                    TEST_KIT.system(),
                    Order.create(new EntityPlace<>(
                            id,
                            SupervisorStrategy.restartWithBackoff(Duration.ofMillis(10), Duration.ofSeconds(1), 0.1),
                            answeredAgain::incrementAndGet,
                            reads,
                            period)),
                    // The state is never stored.
                    EventSourcedBehaviorTestKit.enabledSerializationSettings().withVerifyState(false));

    @AfterAll
    static void stop() {
        TEST_KIT.shutdownTestKit();
    }

    @Test
    void anOrderIsThereOnceItIsCreated() {
        assertThat(get()).isEqualTo(new Rejection.OrderNotFound(id));

        var created = accepted(create(Optional.of(VERIFIED), Given.request()));

        assertThat(created.status()).isEqualTo(OrderStatus.CONFIRMED);
        assertThat(created.total()).isEqualTo(new Money("EUR", 27, 470_000_000));
        assertThat(accepted(get())).isEqualTo(created);
    }

    @Test
    void anOrderLivesFromPendingToDelivered() {
        create(Optional.empty(), Given.request());

        assertThat(accepted(confirm()).status()).isEqualTo(OrderStatus.CONFIRMED);
        assertThat(accepted(ship(2, Given.request())).status()).isEqualTo(OrderStatus.SHIPPED);
        assertThat(accepted(deliver(Given.request())).status()).isEqualTo(OrderStatus.DELIVERED);
        assertThat(accepted(get()).revision()).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void whatCallersAskForAgainstTheLifecycleIsRefusedAndChangesNothing(OrderStatus status) {
        var before = bring(status);

        if (!status.canBecome(OrderStatus.CANCELLED)) {
            assertThat(cancel(0, Given.request()))
                    .isEqualTo(new Rejection.WrongStatus(id, status, OrderStatus.CANCELLED));
        }
        if (!status.canBecome(OrderStatus.SHIPPED)) {
            assertThat(ship(0, Given.request())).isEqualTo(new Rejection.WrongStatus(id, status, OrderStatus.SHIPPED));
        }
        if (!status.canBecome(OrderStatus.DELIVERED)) {
            assertThat(deliver(Given.request()))
                    .isEqualTo(new Rejection.WrongStatus(id, status, OrderStatus.DELIVERED));
        }
        assertThat(accepted(get())).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void whatTheProcessAsksForTooLateChangesNothing(OrderStatus status) {
        var before = bring(status);

        if (status != OrderStatus.PENDING) {
            assertThat(accepted(confirm())).isEqualTo(before);
            assertThat(accepted(reject(EndReason.VERIFICATION_TIMEOUT))).isEqualTo(before);
        }
        if (!status.canBecome(OrderStatus.CANCELLED)) {
            assertThat(accepted(cancelForUser(99))).isEqualTo(before);
        }
        assertThat(accepted(get())).isEqualTo(before);
    }

    @Test
    void anOrderThatIsNotThereIsRefusedToEveryone() {
        var notFound = new Rejection.OrderNotFound(id);

        assertThat(List.of(
                        get(),
                        confirm(),
                        reject(EndReason.USER_NOT_FOUND),
                        cancelForUser(1),
                        cancel(0, Given.request()),
                        ship(0, Given.request()),
                        deliver(Given.request())))
                .containsOnly(notFound);
    }

    @Test
    void aPendingOrderIsRejectedForItsReason() {
        create(Optional.empty(), Given.request());

        var rejected = accepted(reject(EndReason.USER_NOT_FOUND));

        assertThat(rejected.status()).isEqualTo(OrderStatus.REJECTED);
        assertThat(rejected.endReason()).contains(EndReason.USER_NOT_FOUND);
    }

    @Test
    void aDeactivationCancelsAnOrderOfAUserWhoWasSeenBeforeIt() {
        create(Optional.of(VERIFIED), Given.request());

        assertThat(accepted(cancelForUser(7)).status()).isEqualTo(OrderStatus.CONFIRMED);
        var cancelled = accepted(cancelForUser(8));

        assertThat(cancelled.status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(cancelled.endReason()).contains(EndReason.USER_DEACTIVATED);
        assertThat(accepted(cancelForUser(8))).isEqualTo(cancelled);
    }

    @Test
    void aDeactivationCancelsAPendingOrder() {
        create(Optional.empty(), Given.request());

        assertThat(accepted(cancelForUser(1)).status()).isEqualTo(OrderStatus.CANCELLED);
    }

    @Test
    void aRepeatedRequestIsAnsweredAsTheFirstTimeAndChangesNothing() {
        var create = Given.request("create", "c");
        var ship = Given.request("ship", "s");
        var created = accepted(create(Optional.of(VERIFIED), create));
        var shipped = accepted(ship(1, ship));
        accepted(deliver(Given.request()));

        assertThat(accepted(create(Optional.empty(), create))).isEqualTo(created);
        assertThat(accepted(recall(create))).isEqualTo(created);
        assertThat(accepted(ship(1, ship))).isEqualTo(shipped);
        assertThat(accepted(get()).revision()).isEqualTo(3);
    }

    @Test
    void aRequestThatWasNeverAnsweredIsNotRecalled() {
        assertThat(recall(Given.request("create", "c"))).isEqualTo(new Rejection.OrderNotFound(id));
    }

    @Test
    void aMessageThatComesTwiceIsCarriedOutOnceEvenWhenItsCallerGaveNoId() {
        create(Optional.of(VERIFIED), Given.request());
        var cancel = Given.request();

        var cancelled = accepted(cancel(0, cancel));

        assertThat(accepted(cancel(0, cancel))).isEqualTo(cancelled);
        assertThat(accepted(get()).revision()).isEqualTo(2);
    }

    @Test
    void aRequestIdWithOtherContentIsRefused() {
        create(Optional.of(VERIFIED), Given.request("id", "content"));
        var reused = new Rejection.RequestIdReused("id");

        assertThat(create(Optional.of(VERIFIED), Given.request("id", "other"))).isEqualTo(reused);
        assertThat(ship(0, Given.request("id", "other"))).isEqualTo(reused);
        assertThat(recall(Given.request("id", "other"))).isEqualTo(reused);
        assertThat(accepted(get()).revision()).isEqualTo(1);
    }

    @Test
    void aChangeThatIsBasedOnAnOldRevisionIsRefused() {
        create(Optional.of(VERIFIED), Given.request());
        accepted(ship(1, Given.request()));

        assertThat(cancel(1, Given.request())).isEqualTo(new Rejection.StaleRevision(id, 1, 2));
        assertThat(accepted(get()).status()).isEqualTo(OrderStatus.SHIPPED);
    }

    @Test
    void whatWasRememberedSurvivesARestart() {
        var create = Given.request("create", "c");
        var created = accepted(create(Optional.empty(), create));
        confirm();

        order.restart();

        assertThat(accepted(create(Optional.empty(), create))).isEqualTo(created);
        assertThat(accepted(get()).status()).isEqualTo(OrderStatus.CONFIRMED);
    }

    @Test
    void whatWasReadIsKeptUntilTheOrderChangesOrItsEntityStops() {
        accepted(create(Optional.empty(), Given.request()));
        assertThat(reads.find(id)).isEmpty();

        var read = get();
        assertThat(reads.find(id)).contains(read);

        accepted(confirm());
        assertThat(reads.find(id)).isEmpty();

        get();
        order.restart();
        assertThat(reads.find(id)).isEmpty();
    }

    @Test
    void aSubscriberIsToldWhatItMissedAndThenEveryChange() {
        TestProbe<OrderChanges> probe = TEST_KIT.createTestProbe();
        order.runCommand(new OrderCommand.Subscribe(0, probe.ref()));
        assertThat(probe.receiveMessage()).isEqualTo(new OrderChanges(id, 0, List.of()));

        var created = accepted(create(Optional.empty(), Given.request()));
        var confirmed = accepted(confirm());
        order.runCommand(new OrderCommand.Subscribe(0, probe.ref()));
        order.runCommand(new OrderCommand.Subscribe(2, probe.ref()));

        assertThat(probe.receiveMessage()).isEqualTo(new OrderChanges(id, 1, List.of(created)));
        assertThat(probe.receiveMessage()).isEqualTo(new OrderChanges(id, 2, List.of(confirmed)));
        assertThat(probe.receiveMessage()).isEqualTo(new OrderChanges(id, 2, List.of(created, confirmed)));
        assertThat(probe.receiveMessage()).isEqualTo(new OrderChanges(id, 2, List.of()));

        order.runCommand(new OrderCommand.Unsubscribe(probe.ref()));
        ship(0, Given.request());
        probe.expectNoMessage(Duration.ZERO);
    }

    private OrderDetails bring(OrderStatus status) {
        create(Optional.empty(), Given.request());
        switch (status) {
            case PENDING -> {}
            case CONFIRMED -> confirm();
            case SHIPPED -> {
                confirm();
                ship(0, Given.request());
            }
            case DELIVERED -> {
                confirm();
                ship(0, Given.request());
                deliver(Given.request());
            }
            case REJECTED -> reject(EndReason.USER_NOT_FOUND);
            case CANCELLED -> cancel(0, Given.request());
        }
        var order = accepted(get());
        assertThat(order.status()).isEqualTo(status);
        return order;
    }

    @Test
    void whatWasRefusedStaysRefusedToTheCopiesOfItsMessage() {
        var early = bound("deliver");
        var ahead = bound("cancel");
        var absent = bound("ship");
        assertThat(ship(0, absent)).isEqualTo(new Rejection.OrderNotFound(id));
        create(Optional.empty(), Given.request());
        var refused = ship(0, early);
        assertThat(refused).isInstanceOf(Rejection.WrongStatus.class);
        assertThat(cancel(2, ahead)).isEqualTo(new Rejection.StaleRevision(id, 2, 1));

        confirm();

        assertThat(ship(0, early)).isEqualTo(refused);
        assertThat(cancel(2, ahead)).isEqualTo(new Rejection.StaleRevision(id, 2, 1));
        assertThat(ship(0, absent)).isEqualTo(new Rejection.OrderNotFound(id));
        assertThat(accepted(get()).status()).isEqualTo(OrderStatus.CONFIRMED);
    }

    @Test
    void aCopyOfAnAcceptedMessageIsAnsweredAsTheFirstTime() {
        create(Optional.of(VERIFIED), Given.request());
        var request = bound("ship");

        var shipped = ship(0, request);

        assertThat(ship(0, request)).isEqualTo(shipped);
        assertThat(accepted(get()).revision()).isEqualTo(2);
    }

    private Request bound(String call) {
        return Given.request().boundBy(new Binding(call, period.name()));
    }

    private Reply recall(Request request) {
        return ask(replyTo -> new OrderCommand.Recall(request, replyTo));
    }

    private Reply create(Optional<Verification> verification, Request request) {
        return ask(replyTo -> new OrderCommand.Create(TEA_AND_CUP, verification, request, replyTo));
    }

    private Reply get() {
        return ask(OrderCommand.Get::new);
    }

    private Reply confirm() {
        return ask(replyTo -> new OrderCommand.Confirm(VERIFIED, metadata(""), replyTo));
    }

    private Reply reject(EndReason reason) {
        return ask(replyTo -> new OrderCommand.Reject(reason, metadata(""), replyTo));
    }

    private Reply cancelForUser(long userRevision) {
        return ask(replyTo -> new OrderCommand.CancelForUser(userRevision, metadata(""), replyTo));
    }

    private Reply cancel(long revision, Request request) {
        return ask(replyTo -> new OrderCommand.Cancel(revision, request, replyTo));
    }

    private Reply ship(long revision, Request request) {
        return ask(replyTo -> new OrderCommand.Ship(revision, request, replyTo));
    }

    private Reply deliver(Request request) {
        return ask(replyTo -> new OrderCommand.Deliver(0, request, replyTo));
    }

    private Reply ask(Function<ActorRef<Reply>, OrderCommand> command) {
        return order.<Reply>runCommand(command::apply).reply();
    }

    private static OrderDetails accepted(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Accepted.class);
        return ((Reply.Accepted) reply).order();
    }
}
