package shop.user.domain;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.SupervisorStrategy;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import shop.platform.cluster.ShardPeriod;

class EmailAddressTest {
    private static final ActorTestKit TEST_KIT = ActorTestKit.create(ConfigFactory.parseString(
                    "akka.actor.serialization-bindings.\"shop.platform.cluster.CborSerializable\" = jackson-cbor")
            .withFallback(EventSourcedBehaviorTestKit.config()));

    private static final EmailKey KEY = EmailKey.of("οδοσ@example.com");
    private static final EmailKey FINAL_SIGMA = EmailKey.of("οδος@example.com");
    private static final EmailKey ZERO_WIDTH = EmailKey.of("οδ\u200bοσ@example.com");

    private final EventSourcedBehaviorTestKit<EmailAddress.Command, EmailAddress.Event, EmailAddress.State> address =
            EventSourcedBehaviorTestKit.create(
                    TEST_KIT.system(),
                    EmailAddress.create(
                            KEY.value(),
                            SupervisorStrategy.restartWithBackoff(Duration.ofMillis(10), Duration.ofSeconds(1), 0.1),
                            ShardPeriod.begun()));

    @AfterAll
    static void stop() {
        TEST_KIT.shutdownTestKit();
    }

    @Test
    void anAddressThatIsHeldByAClaimOnAnotherKeyIsHeld() {
        var ground = new EmailClaim(FINAL_SIGMA, "alice", 7);

        assertThat(claim("alice", ground).claims()).containsExactly(ground);
        assertThat(claim("bob").claims()).containsExactly(ground);
        assertThat(claim("bob", new EmailClaim(ZERO_WIDTH, "bob", 1)).claims()).containsExactly(ground);
    }

    @Test
    void aClaimThatIsAskedForAgainIsAnsweredAsTheFirstTime() {
        var ground = new EmailClaim(FINAL_SIGMA, "alice", 7);
        var first = claim("alice", ground);

        assertThat(claim("alice", ground)).isEqualTo(first);
        var own = claim("alice");
        assertThat(own.claims())
                .containsExactly(
                        ground, new EmailClaim(KEY, "alice", own.standing().epoch()));
        assertThat(claim("alice")).isEqualTo(own);
        var transferred = transfer("bob", own.claims());
        assertThat(transferred.claims()).containsExactly(transferred.standing());
        assertThat(transfer("bob", own.claims())).isEqualTo(transferred);
    }

    @Test
    void anAddressMovesOnOnlyWhenEveryClaimHasEnded() {
        var ground = new EmailClaim(FINAL_SIGMA, "alice", 7);
        claim("alice", ground);
        var own = claim("alice").standing();

        assertThat(transfer("bob", List.of(own)).standing().userId()).isEqualTo("alice");
        assertThat(transfer("bob", List.of(ground)).standing().userId()).isEqualTo("alice");
        assertThat(transfer("bob", List.of(ground, own)).standing().userId()).isEqualTo("bob");
    }

    /** As a node of the first release asks, which was told of the standing claim only. */
    @Test
    void renouncingTheKeyItselfIsNotEnoughWhereAnotherClaimIsTheGround() {
        var standing = claim("alice", new EmailClaim(FINAL_SIGMA, "alice", 7)).standing();

        assertThat(transfer("bob", List.of(standing)).standing().userId()).isEqualTo("alice");
    }

    @Test
    void whatIsReleasedLeavesTheOtherClaims() {
        var ground = new EmailClaim(FINAL_SIGMA, "alice", 7);
        claim("alice", ground);
        var own = claim("alice").standing();

        release(ground);
        assertThat(claim("bob").claims()).containsExactly(own);
        release(own);
        assertThat(claim("bob").standing().userId()).isEqualTo("bob");
    }

    @Test
    void usersWhoHaveItFromBeforeHaveItBesidesEachOther() {
        var first = claim("alice").standing();
        var ground = new EmailClaim(FINAL_SIGMA, "bob", 3);

        assertThat(besides("bob", ground).claims()).containsExactly(first, ground);
        assertThat(besides("bob", ground).claims()).containsExactly(first, ground);
        assertThat(claim("carol").claims()).containsExactly(first, ground);
        release(first);
        assertThat(claim("carol").claims()).containsExactly(ground);
        release(ground);
        assertThat(claim("carol").standing().userId()).isEqualTo("carol");
    }

    @Test
    void itIsTheSameAfterARestart() {
        claim("alice", new EmailClaim(FINAL_SIGMA, "alice", 7));
        var before = claim("alice");

        address.restart();

        assertThat(claim("bob")).isEqualTo(before);
    }

    private EmailAddress.Decision claim(String user) {
        return ask(user, Optional.empty(), false);
    }

    private EmailAddress.Decision claim(String user, EmailClaim ground) {
        return ask(user, Optional.of(ground), false);
    }

    private EmailAddress.Decision besides(String user, EmailClaim ground) {
        return ask(user, Optional.of(ground), true);
    }

    private EmailAddress.Decision ask(String user, Optional<EmailClaim> ground, boolean besides) {
        return address.<EmailAddress.Decision>runCommand(
                        replyTo -> new EmailAddress.Claim(user, Given.request(), replyTo, ground, besides))
                .reply();
    }

    private EmailAddress.Decision transfer(String user, List<EmailClaim> renounced) {
        return address.<EmailAddress.Decision>runCommand(replyTo -> new EmailAddress.Transfer(
                        renounced.get(0),
                        user,
                        Given.request(),
                        replyTo,
                        renounced.subList(1, renounced.size()),
                        Optional.empty()))
                .reply();
    }

    private void release(EmailClaim renounced) {
        address.<EmailAddress.Released>runCommand(
                replyTo -> new EmailAddress.Release(renounced, Given.request(), replyTo));
    }
}
