package shop.order.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.order.process.OrderEvents.cancelled;
import static shop.order.process.OrderEvents.confirmed;
import static shop.order.process.OrderEvents.created;
import static shop.order.process.OrderEvents.delivered;
import static shop.order.process.OrderEvents.pending;
import static shop.order.process.OrderEvents.shipped;
import static shop.order.process.UserChange.Kind.CREATED;
import static shop.order.process.UserChange.Kind.DEACTIVATED;
import static shop.order.process.UserChange.Kind.REACTIVATED;
import static shop.order.process.UserChange.Kind.UPDATED;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.order.domain.OrderEvent;
import shop.order.process.TestDatabase.Work;
import shop.platform.journal.EventEnvelope;

/** What the consumer of user-events and the projection of open orders agree on, whoever comes first. */
class DeactivationIT {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static ExecutorService threads;
    private static TestDatabase database;
    private final UUID user = UUID.randomUUID();
    private final UUID order = UUID.randomUUID();

    @BeforeAll
    static void start() {
        threads = Executors.newCachedThreadPool();
        database = TestDatabase.create();
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
    }

    @BeforeEach
    void clear() throws SQLException {
        database.clear();
    }

    @Test
    void anOrderThatComesAfterItsUsersDeactivationIsToBeCancelled() throws SQLException {
        database.commit(changes(change(1, CREATED), change(2, DEACTIVATED)));
        database.commit(events(created(order, user, 1)));

        assertThat(database.marked()).containsExactly(order);
    }

    @Test
    void openOrdersAreToBeCancelledWhenTheirUserIsDeactivated() throws SQLException {
        var pending = UUID.randomUUID();
        var someoneElses = UUID.randomUUID();
        database.commit(events(
                List.of(created(order, user, 1), pending(pending, user), created(someoneElses, UUID.randomUUID(), 1))));
        database.commit(changes(change(1, CREATED), change(2, DEACTIVATED)));

        assertThat(database.marked()).containsExactlyInAnyOrder(order, pending);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOrderThatSlipsInWhileItsUserIsDeactivatedIsToBeCancelledWhoeverComesFirst(boolean orderFirst)
            throws Exception {
        database.commit(changes(change(1, CREATED)));

        atTheSameTime(events(created(order, user, 1)), changes(change(2, DEACTIVATED)), orderFirst);

        assertThat(database.marked()).containsExactly(order);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thatHoldsForUsersNotHeardOfToo(boolean orderFirst) throws Exception {
        atTheSameTime(events(created(order, user, 1)), changes(change(1, CREATED), change(2, DEACTIVATED)), orderFirst);

        assertThat(database.marked()).containsExactly(order);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOrderThatIsConfirmedWhileItsUserIsDeactivatedIsToBeCancelled(boolean orderFirst) throws Exception {
        database.commit(changes(change(1, CREATED)));
        database.commit(events(pending(order, user)));

        atTheSameTime(events(confirmed(order, user, 1)), changes(change(2, DEACTIVATED)), orderFirst);

        assertThat(database.marked()).containsExactly(order);
    }

    @Test
    void whatWasVerifiedBeforeTheDeactivationIsToBeCancelledAndWhatWasVerifiedAfterTheReactivationIsNot()
            throws SQLException {
        var before = UUID.randomUUID();
        var after = UUID.randomUUID();
        database.commit(events(List.of(created(before, user, 1), created(after, user, 3))));
        database.commit(changes(change(1, CREATED), change(2, DEACTIVATED), change(3, REACTIVATED)));

        assertThat(database.marked()).containsExactly(before);
    }

    @Test
    void aPendingOrderIsToBeCancelledOnlyWhileItsUserIsDeactivated() throws SQLException {
        database.commit(events(pending(order, user)));
        database.commit(changes(change(1, CREATED), change(2, DEACTIVATED)));
        assertThat(database.marked()).containsExactly(order);

        database.commit(changes(change(3, REACTIVATED)));
        assertThat(database.marked()).isEmpty();

        var next = UUID.randomUUID();
        database.commit(events(pending(next, user)));
        assertThat(database.marked()).isEmpty();
    }

    @Test
    void aMarkGoesWhenTheOrderTurnsOutToBeVerifiedLater() throws SQLException {
        database.commit(changes(change(1, CREATED), change(2, DEACTIVATED)));
        database.commit(events(pending(order, user)));

        database.commit(events(confirmed(order, user, 3)));

        assertThat(database.marked()).isEmpty();
    }

    @Test
    void anOrderIsOpenUntilItIsShippedOrEnds() throws SQLException {
        var orders = IntStream.range(0, 4).mapToObj(i -> UUID.randomUUID()).toList();
        database.commit(events(List.of(
                pending(orders.get(0), user),
                pending(orders.get(1), user),
                created(orders.get(2), user, 1),
                created(orders.get(3), user, 1))));
        assertThat(database.open()).containsExactlyInAnyOrderElementsOf(orders);

        database.commit(events(List.of(
                confirmed(orders.get(0), user, 1),
                OrderEvents.rejected(orders.get(1), user),
                shipped(orders.get(2), user),
                delivered(orders.get(2), user),
                cancelled(orders.get(3), user))));

        assertThat(database.open()).containsExactly(orders.get(0));
    }

    @Test
    void anOrderThatBeginsAndEndsInOneGroupLeavesNothing() throws SQLException {
        database.commit(events(List.of(pending(order, user), confirmed(order, user, 1), cancelled(order, user))));

        assertThat(database.open()).isEmpty();
    }

    @Test
    void whatComesAgainChangesNothing() throws SQLException {
        var changes = changes(change(1, CREATED), change(2, DEACTIVATED), change(3, REACTIVATED));
        database.commit(events(created(order, user, 3)));
        database.commit(changes);
        var replica = replica();

        database.commit(changes);
        database.commit(changes(change(2, DEACTIVATED)));

        assertThat(replica()).isEqualTo(replica).hasSize(1);
        assertThat(database.marked()).isEmpty();
    }

    @Test
    void aReplicaRebuiltFromTheBeginningIsTheSame() throws SQLException {
        var random = new Random(7);
        var users = IntStream.range(0, 20).mapToObj(i -> UUID.randomUUID()).toList();
        var history = new ArrayList<UserChange>();
        for (var round = 1; round <= 15; round++) {
            for (var each : users) {
                history.add(randomChange(random, each, round));
            }
        }
        for (var change : history) {
            database.commit(changes(change));
        }
        var replica = replica();

        database.commit(UserReplica::forget);
        assertThat(replica()).isNotEqualTo(replica);
        for (var from = 0; from < history.size(); from += 17) {
            var batch = history.subList(from, Math.min(history.size(), from + 17));
            database.commit(connection -> UserReplica.apply(connection, batch));
        }

        assertThat(replica()).isEqualTo(replica).hasSize(users.size());
    }

    /** Consumers and projections work on the same few users at the same time, in batches of any order. */
    @Test
    void whateverTheOrderOfEventsTheOrdersToBeCancelledAreThoseOfTheRule() throws Exception {
        for (var seed = 1; seed <= 10; seed++) {
            clear();
            var random = new Random(seed);
            var users = IntStream.range(0, 12).mapToObj(i -> UUID.randomUUID()).toList();
            var known = new HashMap<UUID, ReplicatedUser>();
            var verified = new HashMap<UUID, Long>();
            var owners = new HashMap<UUID, UUID>();
            var consumers = DeactivationIT.<UserChange>streams(4);
            var projections = DeactivationIT.<EventEnvelope<OrderEvent>>streams(6);
            for (var i = 0; i < users.size(); i++) {
                var each = users.get(i);
                var state = ReplicatedUser.UNKNOWN;
                for (var revision = 1; revision <= 12; revision++) {
                    var change = randomChange(random, each, revision);
                    state = state.after(change);
                    consumers.get(i % consumers.size()).add(change);
                }
                known.put(each, state);
            }
            for (var i = 0; i < 300; i++) {
                var id = UUID.randomUUID();
                var owner = users.get(random.nextInt(users.size()));
                var revision = (long) random.nextInt(13);
                var stream = projections.get(i % projections.size());
                owners.put(id, owner);
                if (random.nextBoolean() || revision == 0) {
                    stream.add(pending(id, owner));
                    if (revision > 0) {
                        stream.add(confirmed(id, owner, revision));
                    }
                } else {
                    stream.add(created(id, owner, revision));
                }
                if (random.nextInt(4) == 0) {
                    stream.add(cancelled(id, owner));
                } else {
                    verified.put(id, revision);
                }
            }
            // The changes of a user come in their order; the users of a stream come mixed.
            consumers.forEach(stream -> stream.sort(Comparator.comparingLong(UserChange::revision)));
            var running = new ArrayList<Future<?>>();
            for (var stream : consumers) {
                running.add(threads.submit(inBatches(stream, random.nextLong(), DeactivationIT::changes)));
            }
            for (var stream : projections) {
                running.add(threads.submit(inBatches(stream, random.nextLong(), DeactivationIT::events)));
            }
            for (var each : running) {
                each.get(60, SECONDS);
            }

            assertThat(database.open()).containsExactlyInAnyOrderElementsOf(verified.keySet());
            assertThat(database.marked())
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(verified.keySet().stream()
                            .filter(id -> isToBeCancelled(known.get(owners.get(id)), verified.get(id)))
                            .toList());
        }
    }

    private static boolean isToBeCancelled(ReplicatedUser owner, long verifiedRevision) {
        return verifiedRevision == 0
                ? owner.status() == ReplicatedUser.Status.DEACTIVATED
                : verifiedRevision < owner.deactivationRevision();
    }

    private static <T> List<List<T>> streams(int count) {
        return IntStream.range(0, count)
                .<List<T>>mapToObj(i -> new ArrayList<>())
                .toList();
    }

    private static <T> Callable<Void> inBatches(List<T> stream, long seed, Function<List<T>, Work> work) {
        return () -> {
            var random = new Random(seed);
            for (int from = 0, to; from < stream.size(); from = to) {
                to = Math.min(stream.size(), from + 1 + random.nextInt(20));
                database.commit(work.apply(stream.subList(from, to)));
            }
            return null;
        };
    }

    /** Runs both transactions, the second one begun before the first has ended. */
    private static void atTheSameTime(Work projection, Work consumer, boolean projectionFirst) throws Exception {
        var first = projectionFirst ? projection : consumer;
        var second = projectionFirst ? consumer : projection;
        try (var open = database.begin()) {
            first.run(open);
            var later = threads.submit(() -> {
                database.commit(second);
                return null;
            });
            await().atMost(30, SECONDS).until(database::somebodyWaits);
            open.commit();
            later.get(30, SECONDS);
        }
    }

    private UserChange change(long revision, UserChange.Kind kind) {
        return new UserChange(user, revision, kind, NOON.plusSeconds(revision), "");
    }

    private static UserChange randomChange(Random random, UUID user, long revision) {
        var kinds = List.of(UPDATED, DEACTIVATED, REACTIVATED);
        var kind = revision == 1 ? CREATED : kinds.get(random.nextInt(kinds.size()));
        return new UserChange(user, revision, kind, NOON.plusSeconds(revision), "");
    }

    private static Work changes(UserChange... changes) {
        return changes(List.of(changes));
    }

    private static Work changes(List<UserChange> changes) {
        return connection -> UserReplica.apply(connection, changes);
    }

    private static Work events(EventEnvelope<OrderEvent> event) {
        return events(List.of(event));
    }

    private static Work events(List<EventEnvelope<OrderEvent>> events) {
        return connection -> new OpenOrdersProjection().process(connection, events);
    }

    private static List<String> replica() throws SQLException {
        return database.strings("select user_replica::text from user_replica order by user_id");
    }
}
