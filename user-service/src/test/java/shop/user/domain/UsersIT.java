package shop.user.domain;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.cluster.sharding.ShardRegion;
import akka.cluster.sharding.typed.ClusterShardingQuery;
import akka.cluster.sharding.typed.GetShardRegionState;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import shop.devstack.OwnThread;
import shop.devstack.PostgresServer;
import shop.platform.cluster.Outdated;
import shop.platform.entity.Binding;
import shop.platform.entity.Request;
import shop.testkit.TestNode;

/** The rules between users and addresses, on the real journal, under concurrency and with steps that never come. */
class UsersIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    /** Shared out among 100 shards, each of which keeps two at the least. */
    private static final int ACTIVE_ENTITIES = 500;

    private static ActorSystem<?> system;
    private static ClusterSharding sharding;
    private static Users users;

    @BeforeAll
    static void start() {
        var limit = ConfigFactory.parseString("shop.cluster.active-entity-limit = " + ACTIVE_ENTITIES);
        system = TestNode.start(TestNode.config(PostgresServer.shared().createDatabase(), limit), "db/user");
        sharding = ClusterSharding.get(system);
        users = new Users(system);
        users.start();
    }

    @AfterAll
    static void stop() {
        TestNode.stop(system);
    }

    @Test
    void ofManyWhoClaimOneAddressAtOnceOneGetsIt() {
        var contested = Given.someone();

        var replies = all(IntStream.range(0, 40)
                .mapToObj(i -> users.create(Given.userId(), contested, Given.request(), TIMEOUT))
                .toList());

        assertThat(replies).filteredOn(Reply.Accepted.class::isInstance).hasSize(1);
        assertThat(replies)
                .filteredOn(reply -> !(reply instanceof Reply.Accepted))
                .allSatisfy(reply ->
                        assertThat(reply).isInstanceOfAny(Rejection.EmailTaken.class, Rejection.ClaimLost.class));
    }

    @Test
    void aRequestThatIsRepeatedAtOnceCreatesOneUser() {
        var personal = Given.someone();
        var request = Given.request(UUID.randomUUID().toString(), "same");
        var id = UserId.forCreation(request);

        var replies = all(IntStream.range(0, 20)
                .mapToObj(i -> users.create(id, personal, request, TIMEOUT))
                .toList());

        assertThat(replies).containsOnly(replies.get(0));
        assertThat(accepted(replies.get(0)).revision()).isEqualTo(1);
    }

    @Test
    void noReaderIsShownLessThanWhatAWriterWasToldBefore() {
        var id = Given.userId();
        var acknowledged = new AtomicLong(accepted(join(users.create(id, Given.someone(), Given.request(), TIMEOUT)))
                .revision());
        var writing = new AtomicBoolean(true);
        var readers = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> {
                            while (writing.get()) {
                                var known = acknowledged.get();
                                assertThat(accepted(join(users.get(id, TIMEOUT)))
                                                .revision())
                                        .isGreaterThanOrEqualTo(known);
                            }
                        },
                        OwnThread::run))
                .toList();

        for (var i = 0; i < 200; i++) {
            var status = i % 2 == 0 ? UserStatus.DEACTIVATED : UserStatus.ACTIVE;
            acknowledged.set(accepted(join(users.changeStatus(id, status, 0, Given.request(), TIMEOUT)))
                    .revision());
        }
        writing.set(false);

        readers.forEach(CompletableFuture::join);
    }

    @Test
    void anAddressWhoseClaimantNeverCameToBeGoesToTheNextOne() {
        var personal = Given.someone();
        var vanished = Given.userId();
        var claim = claim(personal, vanished);

        var created = accepted(join(users.create(Given.userId(), personal, Given.request(), TIMEOUT)));

        assertThat(created.personal()).isEqualTo(personal);
        assertThat(createBy(claim, personal)).isInstanceOf(Rejection.ClaimLost.class);
        assertThat(join(users.get(vanished, TIMEOUT))).isInstanceOf(Rejection.UserNotFound.class);
    }

    @Test
    void aCreationThatWasInterruptedAfterItsClaimSucceedsWhenItIsRepeated() {
        var personal = Given.someone();
        var request = Given.request(UUID.randomUUID().toString(), "same");
        var id = UserId.forCreation(request);
        claim(personal, id);

        assertThat(accepted(join(users.create(id, personal, request, TIMEOUT))).id())
                .isEqualTo(id);
    }

    @Test
    void anAddressThatIsGivenUpIsFreeAtOnceForOthersAndForItsFormerOwner() {
        var home = Given.someone();
        var away = Given.someone();
        var alice = accepted(join(users.create(Given.userId(), home, Given.request(), TIMEOUT)));

        accepted(moveTo(alice.id(), away.email()));
        accepted(moveTo(alice.id(), home.email()));
        accepted(moveTo(alice.id(), away.email()));
        var bob = join(users.create(Given.userId(), home, Given.request(), TIMEOUT));

        assertThat(accepted(bob).personal()).isEqualTo(home);
        assertThat(moveTo(alice.id(), home.email())).isInstanceOf(Rejection.EmailTaken.class);
    }

    @Test
    void anAddressThatWasLeftUnreleasedGoesToTheNextClaimant() {
        var home = Given.someone();
        var away = Given.someone();
        var alice = accepted(join(users.create(Given.userId(), home, Given.request(), TIMEOUT)));
        // The move without its last step, the release of the old address.
        var epoch = claim(away, alice.id()).epoch();
        accepted(update(alice.id(), away.email(), epoch));

        assertThat(accepted(join(users.create(Given.userId(), home, Given.request(), TIMEOUT)))
                        .personal())
                .isEqualTo(home);
    }

    @Test
    void aMoveThatIsRefusedLeavesTheNewAddressFree() {
        var home = Given.someone();
        var wanted = Given.someone();
        var alice = accepted(join(users.create(Given.userId(), home, Given.request(), TIMEOUT)));

        var refused = join(users.update(alice.id(), emailChange(wanted.email()), 7, Given.request(), TIMEOUT));

        assertThat(refused).isInstanceOf(Rejection.StaleRevision.class);
        accepted(join(users.create(Given.userId(), wanted, Given.request(), TIMEOUT)));
    }

    @Test
    void aRefusedMoveToTheAddressOneHasKeepsIt() {
        var home = Given.someone();
        var alice = accepted(join(users.create(Given.userId(), home, Given.request(), TIMEOUT)));

        var refused = join(users.update(alice.id(), emailChange(home.email()), 7, Given.request(), TIMEOUT));

        assertThat(refused).isInstanceOf(Rejection.StaleRevision.class);
        assertThat(join(users.create(Given.userId(), home, Given.request(), TIMEOUT)))
                .isInstanceOf(Rejection.EmailTaken.class);
    }

    @Test
    void aRepeatedCreationIsAnsweredAsTheFirstTimeEvenWhenItsAddressIsSomeoneElsesByNow() {
        var home = Given.someone();
        var request = Given.request(UUID.randomUUID().toString(), "same");
        var id = UserId.forCreation(request);
        var created = join(users.create(id, home, request, TIMEOUT));
        accepted(moveTo(id, Given.someone().email()));
        var bob = accepted(join(users.create(Given.userId(), home, Given.request(), TIMEOUT)));

        assertThat(join(users.create(id, home, request, TIMEOUT))).isEqualTo(created);
        assertThat(accepted(join(users.get(bob.id(), TIMEOUT))).personal()).isEqualTo(home);
    }

    @Test
    void aRequestIdWithOtherContentLeavesTheOtherAddressFree() {
        var request = UUID.randomUUID().toString();
        var id = UserId.forCreation(Given.request(request, ""));
        var other = Given.someone();
        accepted(join(users.create(id, Given.someone(), Given.request(request, "one"), TIMEOUT)));

        assertThat(join(users.create(id, other, Given.request(request, "two"), TIMEOUT)))
                .isEqualTo(new Rejection.RequestIdReused(request));
        accepted(join(users.create(Given.userId(), other, Given.request(), TIMEOUT)));
    }

    @Test
    void noMoreEntitiesAreKeptInMemoryThanTheLimitAllowsAndTheOthersStillAnswer() {
        var created = all(IntStream.range(0, 3 * ACTIVE_ENTITIES)
                        .mapToObj(i -> users.create(Given.userId(), Given.someone(), Given.request(), TIMEOUT))
                        .toList())
                .stream()
                .map(UsersIT::accepted)
                .toList();

        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(activeUsers()).isBetween(1, ACTIVE_ENTITIES));
        assertThat(all(created.stream()
                        .map(user -> users.get(user.id(), TIMEOUT))
                        .toList()))
                .extracting(UsersIT::accepted)
                .isEqualTo(created);
    }

    @Test
    void aClaimThatWasTurnedDownIsNotGrantedByACopyOfItsMessage() {
        var personal = Given.someone();
        var key = EmailKey.of(personal.email());
        var owner = claim(personal, Given.userId());
        var address = sharding.entityRefFor(EmailAddress.TYPE, key.value());
        var outdated = (Outdated) join(address.<Object>ask(
                replyTo -> new EmailAddress.Claim(
                        "x",
                        Given.request().boundBy(new Binding("question", "")),
                        replyTo.narrow(),
                        Optional.empty(),
                        false),
                TIMEOUT));
        var request = Given.request().boundBy(new Binding("claim", outdated.period()));
        Function<ActorRef<EmailAddress.Decision>, EmailAddress.Command> late =
                replyTo -> new EmailAddress.Claim("late", request, replyTo, Optional.empty(), false);
        var decision = join(address.<EmailAddress.Decision>ask(late::apply, TIMEOUT));
        assertThat(decision.standing()).isEqualTo(owner);
        join(address.<EmailAddress.Released>ask(
                replyTo -> new EmailAddress.Release(owner, Given.request(), replyTo), TIMEOUT));

        assertThat(join(address.<EmailAddress.Decision>ask(late::apply, TIMEOUT)))
                .isEqualTo(decision);
        assertThat(claim(personal, Given.userId()).epoch()).isEqualTo(2);
    }

    @Test
    void aUserGivesUpALimitedNumberOfAddressesAndClaimsNothingBeyondThat() {
        var id = accepted(join(users.create(Given.userId(), Given.someone(), Given.request(), TIMEOUT)))
                .id();
        for (var i = 0; i < UserState.ADDRESSES; i++) {
            accepted(moveTo(id, Given.someone().email()));
        }
        var beyond = Given.someone();

        assertThat(moveTo(id, beyond.email())).isEqualTo(new Rejection.AddressesUsedUp(id, UserState.ADDRESSES));
        assertThat(claim(beyond, Given.userId()).epoch()).isEqualTo(1);
        var rename = new UserChange(Optional.of("Still there"), Optional.empty());
        accepted(join(users.update(id, rename, 0, Given.request(), TIMEOUT)));
    }

    @Test
    void aDeactivatedUserClaimsNoAddressThemselves() {
        var id = accepted(join(users.create(Given.userId(), Given.someone(), Given.request(), TIMEOUT)))
                .id();
        accepted(join(users.changeStatus(id, UserStatus.DEACTIVATED, 0, Given.request(), TIMEOUT)));
        var wanted = Given.someone();
        var own = new Request(Given.metadata(UUID.randomUUID().toString()), "", false, id, Optional.empty());

        assertThat(join(users.update(id, emailChange(wanted.email()), 0, own, TIMEOUT)))
                .isEqualTo(new Rejection.UserDeactivated(id));
        assertThat(claim(wanted, Given.userId()).epoch()).isEqualTo(1);
    }

    private static int activeUsers() {
        var state = join(AskPattern.<ClusterShardingQuery, ShardRegion.CurrentShardRegionState>ask(
                sharding.shardState(),
                replyTo -> new GetShardRegionState(User.TYPE, replyTo),
                TIMEOUT,
                system.scheduler()));
        return state.getShards().stream()
                .mapToInt(shard -> shard.getEntityIds().size())
                .sum();
    }

    /** Many users fight for few addresses, and one in three flows dies after its claim or before its release. */
    @Test
    void noTwoUsersEverHoldOneAddress() {
        var random = new Random(42);
        var addresses = IntStream.range(0, 5).mapToObj(i -> Given.someone()).toList();
        var ids = IntStream.range(0, 12)
                .mapToObj(i -> accepted(join(users.create(Given.userId(), Given.someone(), Given.request(), TIMEOUT)))
                        .id())
                .toList();

        for (var round = 0; round < 25; round++) {
            all(IntStream.range(0, 16)
                    .<CompletionStage<?>>mapToObj(i -> flow(
                            random.nextInt(3),
                            ids.get(random.nextInt(ids.size())),
                            addresses.get(random.nextInt(addresses.size()))))
                    .toList());

            var held = all(ids.stream().map(id -> users.get(id, TIMEOUT)).toList()).stream()
                    .map(reply -> accepted(reply).personal().email())
                    .toList();
            assertThat(held).doesNotHaveDuplicates();
        }
    }

    /** A move to {@code wanted} that ends after its first step, after its second, or when it is done. */
    private static CompletionStage<?> flow(int lastStep, String id, PersonalData wanted) {
        return switch (lastStep) {
            case 0 -> claimStage(wanted, id);
            case 1 ->
                claimStage(wanted, id)
                        .thenCompose(decision -> decision.standing().userId().equals(id)
                                ? updateStage(
                                        id, wanted.email(), decision.standing().epoch())
                                : CompletableFuture.completedFuture(null));
            default -> users.update(id, emailChange(wanted.email()), 0, Given.request(), TIMEOUT);
        };
    }

    private static EmailClaim claim(PersonalData personal, String userId) {
        var standing = join(claimStage(personal, userId)).standing();
        assertThat(standing.userId()).isEqualTo(userId);
        return standing;
    }

    private static CompletionStage<EmailAddress.Decision> claimStage(PersonalData personal, String userId) {
        return sharding.entityRefFor(
                        EmailAddress.TYPE, EmailKey.of(personal.email()).value())
                .ask(
                        replyTo -> new EmailAddress.Claim(userId, Given.request(), replyTo, Optional.empty(), false),
                        TIMEOUT);
    }

    private static Reply createBy(EmailClaim claim, PersonalData personal) {
        return join(ask(
                claim.userId(), replyTo -> new UserCommand.Create(personal, claim.epoch(), Given.request(), replyTo)));
    }

    private static Reply moveTo(String id, String email) {
        return join(users.update(id, emailChange(email), 0, Given.request(), TIMEOUT));
    }

    private static Reply update(String id, String email, long epoch) {
        return join(updateStage(id, email, epoch));
    }

    private static CompletionStage<Reply> updateStage(String id, String email, long epoch) {
        return ask(id, replyTo -> new UserCommand.Update(emailChange(email), epoch, 0, Given.request(), replyTo));
    }

    private static CompletionStage<Reply> ask(String id, Function<ActorRef<Reply>, UserCommand> command) {
        return sharding.entityRefFor(User.TYPE, id).ask(command::apply, TIMEOUT);
    }

    private static UserChange emailChange(String email) {
        return new UserChange(Optional.empty(), Optional.of(email));
    }

    private static UserDetails accepted(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Accepted.class);
        return ((Reply.Accepted) reply).user();
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
