package shop.order.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.order.domain.Given.NOON;
import static shop.order.domain.Given.TEA_AND_CUP;
import static shop.order.domain.Given.USER_ID;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.stream.testkit.TestSubscriber;
import akka.stream.testkit.javadsl.TestSink;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import shop.order.domain.OrderWatches.Counted;

/** One node's watches, with the entities played by the test. */
class OrderWatchesTest {
    private static final ActorTestKit TEST_KIT = ActorTestKit.create(ConfigFactory.defaultReference());
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final int MAX_WATCHERS = 3;

    private final String id = Given.orderId();
    private final TestProbe<OrderCommand> entity = TEST_KIT.createTestProbe();
    private final OrderWatches watches = watches(3, NEVER);

    @AfterAll
    static void stop() {
        TEST_KIT.shutdownTestKit();
    }

    @Test
    void aWatcherIsToldTheOrderNowAndThenEveryChangeUntilNoneCanFollow() {
        var watcher = watch(watches);
        var hub = subscribed(0);
        watcher.request(9);

        tell(hub, 2, order(1, OrderStatus.PENDING), order(2, OrderStatus.CONFIRMED));
        tell(hub, 3, order(3, OrderStatus.SHIPPED));
        tell(hub, 4, order(4, OrderStatus.DELIVERED));

        assertThat(revisions(watcher, 3)).containsExactly(2L, 3L, 4L);
        watcher.expectComplete();
        assertThat(received(OrderCommand.Unsubscribe.class).subscriber()).isEqualTo(hub);
        assertThat(count(watches)).isEqualTo(new Counted(0, 0));
    }

    @Test
    void anOrderThatIsOverIsToldOnce() {
        var watcher = watch(watches);
        watcher.request(9);

        tell(subscribed(0), 2, order(1, OrderStatus.PENDING), order(2, OrderStatus.REJECTED));

        assertThat(revisions(watcher, 1)).containsExactly(2L);
        watcher.expectComplete();
    }

    @Test
    void allWatchersOfAnOrderShareOneSubscription() {
        var first = watch(watches);
        var hub = subscribed(0);
        tell(hub, 1, order(1, OrderStatus.PENDING));
        var late = watch(watches);
        first.request(9);
        late.request(9);
        assertThat(revisions(late, 1)).containsExactly(1L);

        tell(hub, 2, order(2, OrderStatus.CONFIRMED));

        assertThat(revisions(first, 2)).containsExactly(1L, 2L);
        assertThat(revisions(late, 1)).containsExactly(2L);
        assertThat(count(watches)).isEqualTo(new Counted(1, 2));
        entity.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aChangeThatComesTwiceIsToldOnce() {
        var watcher = watch(watches);
        var hub = subscribed(0);
        watcher.request(9);

        tell(hub, 1, order(1, OrderStatus.PENDING));
        tell(hub, 2, order(2, OrderStatus.CONFIRMED));
        tell(hub, 2, order(1, OrderStatus.PENDING), order(2, OrderStatus.CONFIRMED));
        tell(hub, 3, order(3, OrderStatus.SHIPPED));

        assertThat(revisions(watcher, 3)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aChangeThatGotLostIsAskedForBeforeTheNextOneIsTold() {
        var watcher = watch(watches);
        var hub = subscribed(0);
        watcher.request(9);
        tell(hub, 1, order(1, OrderStatus.PENDING));

        tell(hub, 3, order(3, OrderStatus.SHIPPED));
        assertThat(subscribed(1)).isEqualTo(hub);
        tell(hub, 3, order(2, OrderStatus.CONFIRMED), order(3, OrderStatus.SHIPPED));

        assertThat(revisions(watcher, 3)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aSubscriptionIsRenewedWithTheRevisionThatIsKnownForAsLongAsThereAreWatchers() {
        var renewing = watches(3, Duration.ofMillis(20));
        var watcher = watch(renewing);
        tell(subscribed(0), 1, order(1, OrderStatus.PENDING));

        subscribed(1);
        var hub = subscribed(1);
        tell(hub, 2, order(2, OrderStatus.CONFIRMED));
        watcher.request(9);

        assertThat(revisions(watcher, 2)).containsExactly(1L, 2L);
        watcher.cancel();
        entity.fishForMessage(
                PATIENCE,
                message -> message instanceof OrderCommand.Unsubscribe
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
        entity.expectNoMessage(Duration.ofMillis(200));
    }

    @Test
    void anOrderThatDoesNotAnswerIsAskedAgain() {
        watch(watches);

        subscribed(0);
        subscribed(0);
    }

    @Test
    void anOrderThatIsNotThereEndsItsWatch() {
        var watcher = watch(watches);
        watcher.request(1);

        tell(subscribed(0), 0);

        assertThat(failure(watcher)).isEqualTo(WatchFailure.Reason.ORDER_NOT_FOUND);
        assertThat(count(watches)).isEqualTo(new Counted(0, 0));
    }

    @Test
    void anAnswerToAnEarlierSubscriptionDoesNotEndALaterOne() {
        var watcher = watch(watches);
        var hub = subscribed(0);
        watcher.request(1);

        tell(hub, 1);
        tell(hub, 1, order(1, OrderStatus.PENDING));

        assertThat(revisions(watcher, 1)).containsExactly(1L);
    }

    @Test
    void aWatcherThatIsTooSlowIsToldAndDelaysNobody() {
        var small = watches(1, NEVER);
        var slow = watch(small);
        var hub = subscribed(0);
        var quick = watch(small);
        quick.request(9);
        slow.ensureSubscription();

        tell(hub, 1, order(1, OrderStatus.PENDING));
        assertThat(revisions(quick, 1)).containsExactly(1L);
        tell(hub, 2, order(2, OrderStatus.CONFIRMED));
        assertThat(revisions(quick, 1)).containsExactly(2L);

        assertThat(failure(slow)).isEqualTo(WatchFailure.Reason.WATCHER_TOO_SLOW);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(count(small)).isEqualTo(new Counted(1, 1)));
        tell(hub, 3, order(3, OrderStatus.SHIPPED));
        assertThat(revisions(quick, 1)).containsExactly(3L);
    }

    @Test
    void whatASlowWatcherIsOwedComesBeforeTheEnd() {
        var watcher = watch(watches);

        var hub = subscribed(0);
        tell(hub, 1, order(1, OrderStatus.PENDING));
        tell(hub, 2, order(2, OrderStatus.REJECTED));
        received(OrderCommand.Unsubscribe.class);
        watcher.request(9);

        assertThat(revisions(watcher, 2)).containsExactly(1L, 2L);
        watcher.expectComplete();
    }

    @Test
    void thereAreNoMoreWatchersThanTheNodeMayHaveUntilOneLeaves() {
        var others =
                IntStream.range(0, MAX_WATCHERS).mapToObj(i -> watch(watches)).toList();
        others.forEach(watcher -> watcher.request(1));

        var refused = watch(watches);
        refused.request(1);
        assertThat(failure(refused)).isEqualTo(WatchFailure.Reason.TOO_MANY_WATCHERS);

        others.get(0).cancel();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(count(watches)).isEqualTo(new Counted(1, 2)));
        var next = watch(watches);
        next.request(1);
        tell(subscribed(0), 1, order(1, OrderStatus.PENDING));
        assertThat(revisions(next, 1)).containsExactly(1L);
    }

    @Test
    void watchersThatGoAwayLeaveNothingBehind() {
        var watchers =
                IntStream.range(0, MAX_WATCHERS).mapToObj(i -> watch(watches)).toList();
        var hub = subscribed(0);
        watchers.forEach(watcher -> watcher.request(1));

        watchers.forEach(TestSubscriber.Probe::cancel);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(count(watches)).isEqualTo(new Counted(0, 0)));
        assertThat(received(OrderCommand.Unsubscribe.class).subscriber()).isEqualTo(hub);
        tell(hub, 1, order(1, OrderStatus.PENDING));
        assertThat(count(watches)).isEqualTo(new Counted(0, 0));
    }

    private OrderWatches watches(int buffer, Duration renewal) {
        var hub =
                TEST_KIT.spawn(OrderHub.create((order, command) -> entity.ref().tell(command), MAX_WATCHERS, renewal));
        return new OrderWatches(TEST_KIT.system(), hub, buffer);
    }

    private TestSubscriber.Probe<OrderDetails> watch(OrderWatches from) {
        return from.watch(id).runWith(TestSink.create(TEST_KIT.system()), TEST_KIT.system());
    }

    /** Who subscribed with the next message to the entity. */
    private ActorRef<OrderChanges> subscribed(long since) {
        var subscribe = received(OrderCommand.Subscribe.class);
        assertThat(subscribe.since()).isEqualTo(since);
        return subscribe.subscriber();
    }

    private <C extends OrderCommand> C received(Class<C> type) {
        return entity.expectMessageClass(type, PATIENCE);
    }

    private void tell(ActorRef<OrderChanges> hub, long revision, OrderDetails... changes) {
        hub.tell(new OrderChanges(id, revision, List.of(changes)));
    }

    private OrderDetails order(long revision, OrderStatus status) {
        return new OrderDetails(
                id,
                USER_ID,
                TEA_AND_CUP.lines(),
                TEA_AND_CUP.total(),
                status,
                Optional.empty(),
                Optional.empty(),
                NOON,
                NOON,
                revision);
    }

    private static List<Long> revisions(TestSubscriber.Probe<OrderDetails> watcher, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> watcher.expectNext().revision())
                .toList();
    }

    private static WatchFailure.Reason failure(TestSubscriber.Probe<OrderDetails> watcher) {
        return ((WatchFailure) watcher.expectError()).reason();
    }

    private static Counted count(OrderWatches of) {
        return of.count(PATIENCE).toCompletableFuture().join();
    }
}
