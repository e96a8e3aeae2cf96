package shop.order.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.order.users.DirectoryNode.PATIENCE;
import static shop.order.users.StandInUsers.active;
import static shop.order.users.StandInUsers.failed;
import static shop.order.users.StandInUsers.found;

import io.grpc.Status;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.contract.user.User;
import shop.contract.user.UserStatus;
import shop.devstack.PostgresServer;
import shop.order.domain.UserStanding;
import shop.order.domain.VerifiedBy;
import shop.platform.call.Deadline;
import shop.platform.grpc.CallContext;
import shop.platform.grpc.client.OutgoingCall;
import shop.platform.journal.Database;
import shop.platform.resilience.GuardRuntime;

@Timeout(240)
class UserDirectoryIT {

    private static final UserStanding ACTIVE = new UserStanding.Active(7, VerifiedBy.USER_SERVICE);
    private static final UserStanding ACTIVE_BY_REPLICA = new UserStanding.Active(5, VerifiedBy.REPLICA);
    private static final UserStanding DEACTIVATED = new UserStanding.Deactivated();
    private static final UserStanding NOT_FOUND = new UserStanding.NotFound();
    private static final UserStanding UNDETERMINED = new UserStanding.Undetermined();

    private DirectoryNode node;
    private StandInUsers users;

    @BeforeEach
    void start() {
        node = DirectoryNode.start(PostgresServer.shared().createDatabase(), "");
        node.migrate();
        users = node.users;
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void whatUserServiceSaysCountsWhateverTheReplicaSays() {
        assertThat(node.standing(node.replicated("DEACTIVATED", 5))).isEqualTo(ACTIVE);

        users.answers(id -> found(active(id).toBuilder()
                .setStatus(UserStatus.USER_STATUS_DEACTIVATED)
                .build()));
        assertThat(node.standing(node.replicated("ACTIVE", 5))).isEqualTo(DEACTIVATED);

        users.fails(Status.Code.NOT_FOUND);
        assertThat(node.standing(node.replicated("ACTIVE", 5))).isEqualTo(NOT_FOUND);
    }

    @Test
    void whileTheReplicaIsCatchingUpItSaysNothing() {
        users.fails(Status.Code.UNAVAILABLE);
        var deactivated = node.replicated("DEACTIVATED", 2);
        var active = node.replicated("ACTIVE", 1);

        node.replicaIsCurrent(false);
        assertThat(node.standing(deactivated)).isEqualTo(UNDETERMINED);
        assertThat(node.standing(active)).isEqualTo(UNDETERMINED);

        node.replicaIsCurrent(true);
        assertThat(node.standing(deactivated)).isEqualTo(DEACTIVATED);
    }

    @Test
    void ofManySubjectsItNamesTheDeactivatedUsersWhileTheReplicaIsCurrent() {
        var deactivated = node.replicated("DEACTIVATED", 2);
        var asked = Set.of(
                deactivated,
                node.replicated("ACTIVE", 1),
                "clerk",
                UUID.randomUUID().toString());

        assertThat(node.deactivatedAmong(asked)).containsExactly(deactivated);
        node.replicaIsCurrent(false);
        assertThat(node.deactivatedAmong(asked)).isEmpty();
        node.replicaIsCurrent(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nobody", "00000000-0000-0000-0000-00000000000G", "0-0-0-0-0"})
    void nobodyIsAskedForAnIdThatNoUserCanHave(String id) {
        assertThat(node.standing(id)).isEqualTo(NOT_FOUND);
        assertThat(users.calls).hasValue(0);
    }

    static Stream<Arguments> nonAnswers() {
        Stream<Arguments> failures = Stream.of(
                        Status.Code.UNAVAILABLE,
                        Status.Code.INTERNAL,
                        Status.Code.UNKNOWN,
                        Status.Code.RESOURCE_EXHAUSTED,
                        Status.Code.DEADLINE_EXCEEDED,
                        Status.Code.CANCELLED,
                        Status.Code.PERMISSION_DENIED,
                        Status.Code.UNAUTHENTICATED,
                        Status.Code.INVALID_ARGUMENT,
                        Status.Code.UNIMPLEMENTED)
                .map(code -> arguments(code.toString(), id -> failed(code)));
        Stream<Arguments> others = Stream.of(
                arguments("no answer at all", id -> new CompletableFuture<>()),
                arguments("another user", id -> found(active(UUID.randomUUID().toString()))),
                arguments(
                        "a user without a status",
                        id -> found(active(id).toBuilder().clearStatus().build())),
                arguments(
                        "a status of the future",
                        id -> found(active(id).toBuilder().setStatusValue(99).build())),
                arguments(
                        "a user without a revision",
                        id -> found(active(id).toBuilder().clearRevision().build())),
                arguments("an empty message", id -> found(User.getDefaultInstance())));
        return Stream.concat(failures, others);
    }

    private static Arguments arguments(String name, Function<String, CompletionStage<User>> answer) {
        return Arguments.of(name, answer);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonAnswers")
    void withoutAnAnswerTheReplicaDecides(String name, Function<String, CompletionStage<User>> answer) {
        users.answers(answer);

        assertThat(node.standing(node.replicated("ACTIVE", 5))).isEqualTo(ACTIVE_BY_REPLICA);
        assertThat(node.standing(node.replicated("DEACTIVATED", 5))).isEqualTo(DEACTIVATED);
        assertThat(node.standing(node.replicated("UNKNOWN", 0))).isEqualTo(UNDETERMINED);
        assertThat(node.standing(UUID.randomUUID().toString())).isEqualTo(UNDETERMINED);
    }

    @Test
    void whileUserServiceIsDownTheReplicaDecidesAndAfterwardsUserServiceAgain() {
        String id = node.replicated("ACTIVE", 5);
        assertThat(node.standing(id)).isEqualTo(ACTIVE);

        users.kill();
        for (int i = 0; i < 20; i++) {
            assertThat(node.standing(id)).isEqualTo(ACTIVE_BY_REPLICA);
        }
        assertThat(node.guards()).contains("\"state\":\"OPEN\"");

        users.start();
        await().atMost(PATIENCE).until(() -> node.standing(id).equals(ACTIVE));
        assertThat(node.guards()).contains("\"state\":\"CLOSED\"", "\"available\":25");
    }

    @Test
    void aUserServiceThatHangsGetsNoMoreCallsThanTheBulkheadAdmits() {
        String id = node.replicated("ACTIVE", 5);
        users.hangs();

        List<CompletableFuture<UserStanding>> standings = IntStream.range(0, 100)
                .mapToObj(i -> node.begin(id, Duration.ofSeconds(10)))
                .toList();

        assertThat(standings)
                .allSatisfy(standing ->
                        assertThat(standing).succeedsWithin(PATIENCE).isEqualTo(ACTIVE_BY_REPLICA));
        assertThat(users.calls).hasValueLessThanOrEqualTo(25);
    }

    @Test
    void onceTheBreakerIsOpenAHangingUserServiceIsHardlyAskedAndItClosesByItself() {
        String id = node.replicated("ACTIVE", 5);
        users.hangs();
        for (int i = 0; i < 3; i++) {
            assertThat(node.standing(id, Duration.ofSeconds(1))).isEqualTo(ACTIVE_BY_REPLICA);
        }
        assertThat(node.guards()).contains("\"state\":\"OPEN\"");
        int before = users.calls.get();

        for (int i = 0; i < 50; i++) {
            assertThat(node.standing(id)).isEqualTo(ACTIVE_BY_REPLICA);
        }
        // A trial now and then takes half a second at least; the others do not wait for it.
        assertThat(users.calls.get() - before).isLessThan(25);

        users.works();
        await().atMost(PATIENCE).until(() -> node.standing(id).equals(ACTIVE));
        assertThat(node.guards()).contains("\"state\":\"CLOSED\"", "\"available\":25");
    }

    @Test
    void aFlappingUserServiceIsNeverNoticedByWhoAsks() {
        String id = node.replicated("ACTIVE", 5);
        var turn = new AtomicInteger();
        users.answers(asked -> turn.getAndIncrement() % 3 == 0 ? found(active(asked)) : failed(Status.Code.INTERNAL));

        var standings = new HashSet<UserStanding>();
        await().atMost(PATIENCE).until(() -> {
            standings.add(node.standing(id));
            return standings.size() == 2;
        });

        assertThat(standings).containsExactlyInAnyOrder(ACTIVE, ACTIVE_BY_REPLICA);
    }

    @Test
    void aSlowUserServiceIsNotWaitedForLongerThanItsTimeout() {
        String id = node.replicated("ACTIVE", 5);
        var late = new CompletableFuture<User>();
        users.answers(asked -> late);

        CompletableFuture<UserStanding> standing = node.begin(id, PATIENCE.multipliedBy(4));

        // Long before the caller's own deadline.
        assertThat(standing).succeedsWithin(PATIENCE).isEqualTo(ACTIVE_BY_REPLICA);
        late.complete(active(id));
        await().atMost(PATIENCE).until(() -> node.guards().contains("\"available\":25"));
    }

    @Test
    void userServiceIsToldOfTheRequestAndOfLessTimeThanTheCallerHas() {
        Duration callers = Duration.ofMillis(1400);
        var call = new OutgoingCall(Deadline.after(callers), Optional.of("request-1"), Optional.empty());

        assertThat(node.directory.standing(node.replicated("ACTIVE", 5), call).toCompletableFuture())
                .succeedsWithin(PATIENCE);

        CallContext context = users.contexts.element();
        assertThat(context.requestId()).isEqualTo("request-1");
        // What the order and the replica need is kept back.
        assertThat(context.deadline().remaining()).isPositive().isLessThan(callers.minusMillis(500));
    }

    @Test
    void withoutTimeNobodyIsAskedAndNothingIsDetermined() {
        String id = node.replicated("ACTIVE", 5);

        assertThat(node.standing(id, Duration.ZERO)).isEqualTo(UNDETERMINED);
        assertThat(node.standing(id, Duration.ofMillis(100))).isEqualTo(UNDETERMINED);
        assertThat(users.calls).hasValue(0);
    }

    @Test
    void threadsThatADependencyBlocksAreItsOwn() throws Exception {
        String id = node.replicated("ACTIVE", 5);
        var release = new CountDownLatch(1);
        Executor dependency = GuardRuntime.of(node.system, "user-service").calls();
        for (int i = 0; i < 64; i++) {
            dependency.execute(() -> {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        try {
            // What uses no user-service goes on, and what does is answered by the replica.
            assertThat(Database.get(node.system).ping().toCompletableFuture()).succeedsWithin(PATIENCE);
            assertThat(CompletableFuture.supplyAsync(
                            () -> Thread.currentThread().getName(), node.system.executionContext()::execute))
                    .succeedsWithin(PATIENCE)
                    .asString()
                    .contains("default-dispatcher");
            assertThat(node.begin(id, Duration.ofSeconds(10)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(ACTIVE_BY_REPLICA);
            assertThat(release.getCount()).isEqualTo(1);
        } finally {
            release.countDown();
        }
    }

    @Test
    void withoutUserServiceAndWithoutADatabaseNothingIsDeterminedInTime() {
        try (var cutOff = DirectoryNode.start("jdbc:postgresql://127.0.0.1:1/none?user=none", "")) {
            cutOff.users.kill();

            Deadline deadline = Deadline.after(Duration.ofSeconds(10));
            UserStanding standing = cutOff.directory
                    .standing(UUID.randomUUID().toString(), OutgoingCall.within(deadline))
                    .toCompletableFuture()
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();

            assertThat(standing).isEqualTo(UNDETERMINED);
            assertThat(deadline.isExpired()).isFalse();
        }
    }
}
