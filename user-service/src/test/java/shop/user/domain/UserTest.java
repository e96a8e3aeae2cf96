package shop.user.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.user.domain.Given.ALICE;
import static shop.user.domain.Given.ALICE_MOVED;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.SupervisorStrategy;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import shop.platform.cluster.EntityPlace;
import shop.platform.cluster.RecentReads;
import shop.platform.cluster.ShardPeriod;
import shop.platform.entity.Binding;
import shop.platform.entity.Request;

class UserTest {
    private static final ActorTestKit TEST_KIT = ActorTestKit.create(ConfigFactory.parseString(
                    "akka.actor.serialization-bindings.\"shop.platform.cluster.CborSerializable\" = jackson-cbor")
            .withFallback(EventSourcedBehaviorTestKit.config()));

    private final String id = Given.userId();
    private final AtomicInteger answeredAgain = new AtomicInteger();
    private final RecentReads<Reply> reads = new RecentReads<>(() -> true, System::nanoTime);
    private final ShardPeriod period = ShardPeriod.begun();
    private final EventSourcedBehaviorTestKit<UserCommand, UserEvent, UserState> user =
            EventSourcedBehaviorTestKit.create(
                    TEST_KIT.system(),
                    User.create(new EntityPlace<>(
                            id,
                            SupervisorStrategy.restartWithBackoff(Duration.ofMillis(10), Duration.ofSeconds(1), 0.1),
                            answeredAgain::incrementAndGet,
                            reads,
                            period)));

    @AfterAll
    static void stop() {
        TEST_KIT.shutdownTestKit();
    }

    @Test
    void aUserIsThereOnceItIsCreated() {
        assertThat(get()).isEqualTo(new Rejection.UserNotFound(id));

        var created = accepted(create(1, Given.request()));

        assertThat(created).isEqualTo(new UserDetails(id, ALICE, UserStatus.ACTIVE, Given.NOON, Given.NOON, 1));
        assertThat(accepted(get())).isEqualTo(created);
    }

    @Test
    void aRepeatedRequestIsAnsweredAsTheFirstTimeAndChangesNothing() {
        var create = Given.request("create", "c");
        var deactivate = Given.request("deactivate", "d");
        var created = accepted(create(1, create));
        var deactivated = accepted(changeStatus(UserStatus.DEACTIVATED, 0, deactivate));
        accepted(changeStatus(UserStatus.ACTIVE, 0, Given.request()));

        assertThat(accepted(create(1, create))).isEqualTo(created);
        assertThat(accepted(changeStatus(UserStatus.DEACTIVATED, 0, deactivate)))
                .isEqualTo(deactivated);
        assertThat(accepted(get()).status()).isEqualTo(UserStatus.ACTIVE);
        assertThat(accepted(get()).revision()).isEqualTo(3);
    }

    @Test
    void aRepeatableRequestThatFoundNothingToChangeStillChangesNothingWhenItIsRepeated() {
        var reactivate = Given.request("reactivate", "r");
        create(1, Given.request());
        var settled = accepted(changeStatus(UserStatus.ACTIVE, 0, reactivate));
        accepted(changeStatus(UserStatus.DEACTIVATED, 0, Given.request()));

        assertThat(accepted(changeStatus(UserStatus.ACTIVE, 0, reactivate))).isEqualTo(settled);
        assertThat(accepted(get()).status()).isEqualTo(UserStatus.DEACTIVATED);
    }

    @Test
    void aRequestIdWithOtherContentIsRefused() {
        create(1, Given.request("id", "content"));

        assertThat(create(1, Given.request("id", "other"))).isEqualTo(new Rejection.RequestIdReused("id"));
        assertThat(changeStatus(UserStatus.DEACTIVATED, 0, Given.request("id", "other")))
                .isEqualTo(new Rejection.RequestIdReused("id"));
        assertThat(accepted(get()).revision()).isEqualTo(1);
    }

    @Test
    void aChangeThatIsBasedOnAnOldRevisionIsRefused() {
        create(1, Given.request());
        accepted(changeStatus(UserStatus.DEACTIVATED, 1, Given.request()));

        assertThat(changeStatus(UserStatus.ACTIVE, 1, Given.request()))
                .isEqualTo(new Rejection.StaleRevision(id, 1, 2));
        assertThat(moveTo(1, 1)).isEqualTo(new Rejection.StaleRevision(id, 1, 2));
        assertThat(accepted(get()).status()).isEqualTo(UserStatus.DEACTIVATED);
    }

    @Test
    void aMoveToAnotherAddressGivesTheOldOneUp() {
        create(3, Given.request());

        var reply = (Reply.Accepted) moveTo(5, 0);

        assertThat(reply.user().personal()).isEqualTo(ALICE_MOVED);
        assertThat(reply.givenUp()).containsExactly(new EmailClaim(EmailKey.of(ALICE.email()), id, 3));
    }

    @Test
    void aClaimThatWasRenouncedIsNeverUsed() {
        assertThat(renounce(ALICE, 1)).isEqualTo(new Renunciation.Renounced());

        assertThat(create(1, Given.request())).isInstanceOf(Rejection.ClaimLost.class);
        assertThat(get()).isEqualTo(new Rejection.UserNotFound(id));
        accepted(create(2, Given.request()));
        assertThat(renounce(ALICE_MOVED, 4)).isEqualTo(new Renunciation.Renounced());
        assertThat(moveTo(4, 0)).isInstanceOf(Rejection.ClaimLost.class);
        assertThat(accepted(moveTo(5, 0)).personal()).isEqualTo(ALICE_MOVED);
    }

    @Test
    void aClaimThatIsInUseIsNotRenounced() {
        create(2, Given.request());

        assertThat(renounce(ALICE, 2)).isEqualTo(new Renunciation.Refused());
        assertThat(renounce(ALICE, 1)).isEqualTo(new Renunciation.Renounced());
        assertThat(accepted(get()).personal()).isEqualTo(ALICE);
    }

    @Test
    void whatWasRememberedSurvivesARestart() {
        var create = Given.request("create", "c");
        var created = accepted(create(1, create));
        renounce(ALICE_MOVED, 9);

        user.restart();

        assertThat(accepted(create(1, create))).isEqualTo(created);
        assertThat(moveTo(9, 0)).isInstanceOf(Rejection.ClaimLost.class);
    }

    private Reply create(long epoch, Request request) {
        return user.<Reply>runCommand(replyTo -> new UserCommand.Create(ALICE, epoch, request, replyTo))
                .reply();
    }

    private Reply get() {
        return user.<Reply>runCommand(UserCommand.Get::new).reply();
    }

    private Reply moveTo(long epoch, long revision) {
        var change = new UserChange(Optional.empty(), Optional.of(ALICE_MOVED.email()));
        return user.<Reply>runCommand(
                        replyTo -> new UserCommand.Update(change, epoch, revision, Given.request(), replyTo))
                .reply();
    }

    @Test
    void whatWasReadIsKeptUntilTheUserChangesOrItsEntityStops() {
        accepted(create(1, Given.request()));
        assertThat(reads.find(id)).isEmpty();

        var read = get();
        assertThat(reads.find(id)).contains(read);

        accepted(changeStatus(UserStatus.DEACTIVATED, 0, Given.request()));
        assertThat(reads.find(id)).isEmpty();

        get();
        user.restart();
        assertThat(reads.find(id)).isEmpty();
    }

    @Test
    void whatWasRefusedOrFoundNothingToDoHasNoEffectByACopyOfItsMessage() {
        var absent = bound("absent");
        assertThat(changeStatus(UserStatus.DEACTIVATED, 0, absent)).isEqualTo(new Rejection.UserNotFound(id));
        create(1, Given.request());
        var reactivate = bound("reactivate");
        var ahead = bound("ahead");
        var active = changeStatus(UserStatus.ACTIVE, 0, reactivate);
        assertThat(accepted(active).revision()).isEqualTo(1);
        assertThat(changeStatus(UserStatus.DEACTIVATED, 2, ahead)).isEqualTo(new Rejection.StaleRevision(id, 2, 1));
        accepted(changeStatus(UserStatus.DEACTIVATED, 0, Given.request()));

        assertThat(changeStatus(UserStatus.ACTIVE, 0, reactivate)).isEqualTo(active);
        assertThat(changeStatus(UserStatus.DEACTIVATED, 0, absent)).isEqualTo(new Rejection.UserNotFound(id));
        assertThat(accepted(get()).status()).isEqualTo(UserStatus.DEACTIVATED);
        accepted(changeStatus(UserStatus.ACTIVE, 0, Given.request()));
        assertThat(changeStatus(UserStatus.DEACTIVATED, 2, ahead)).isEqualTo(new Rejection.StaleRevision(id, 2, 1));
        assertThat(accepted(get()).status()).isEqualTo(UserStatus.ACTIVE);
    }

    @Test
    void aDeactivatedUserChangesNothingThemselvesThoughOthersMay() {
        create(1, Given.request());
        accepted(changeStatus(UserStatus.DEACTIVATED, 0, Given.request()));
        var rename = new UserChange(Optional.of("Alice B"), Optional.empty());
        var own = new Request(Given.metadata("own"), "", true, id, Optional.empty());

        assertThat(user.<Reply>runCommand(replyTo -> new UserCommand.Update(rename, 0, 0, own, replyTo))
                        .reply())
                .isEqualTo(new Rejection.UserDeactivated(id));
        assertThat(accepted(user.<Reply>runCommand(
                                        replyTo -> new UserCommand.Update(rename, 0, 0, Given.request(), replyTo))
                                .reply())
                        .personal()
                        .name())
                .isEqualTo("Alice B");
    }

    private Request bound(String call) {
        return Given.request().boundBy(new Binding(call, period.name()));
    }

    private Reply changeStatus(UserStatus status, long revision, Request request) {
        return user.<Reply>runCommand(replyTo -> new UserCommand.ChangeStatus(status, revision, request, replyTo))
                .reply();
    }

    private Renunciation renounce(PersonalData personal, long epoch) {
        var claim = new EmailClaim(EmailKey.of(personal.email()), id, epoch);
        return user.<Renunciation>runCommand(replyTo -> new UserCommand.Renounce(claim, Given.request(), replyTo))
                .reply();
    }

    private static UserDetails accepted(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Accepted.class);
        return ((Reply.Accepted) reply).user();
    }
}
