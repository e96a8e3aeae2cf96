package shop.user.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.user.domain.Given.ALICE;
import static shop.user.domain.Given.ALICE_MOVED;
import static shop.user.domain.Given.metadata;

import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UserStateTest {
    private static final EmailKey HOME = EmailKey.of(ALICE.email());
    private static final EmailKey NEW_HOME = EmailKey.of(ALICE_MOVED.email());

    private final String id = Given.userId();
    private final UserState alice =
            UserState.absent(id).created(new UserEvent.Created(ALICE, 1, 1, "create", metadata("create")));

    @Test
    void revisionCountsTheChangesThatShow() {
        var changed = alice.updated(new UserEvent.Updated(ALICE_MOVED, 1, 2, "", metadata("")))
                .deactivated(new UserEvent.Deactivated(3, "", metadata("")))
                .reactivated(new UserEvent.Reactivated(4, "", metadata("")))
                .unchanged(new UserEvent.Unchanged("", metadata("")))
                .emailRenounced(new UserEvent.EmailRenounced(HOME, 1, metadata("")));

        assertThat(alice.details().orElseThrow().revision()).isEqualTo(1);
        assertThat(changed.details().orElseThrow().revision()).isEqualTo(4);
    }

    @Test
    void anAddressThatIsGivenUpIsRenouncedForThisAndEveryEarlierEpoch() {
        var moved = alice.updated(new UserEvent.Updated(ALICE_MOVED, 7, 2, "", metadata("")));

        assertThat(moved.hasRenounced(HOME, 1)).isTrue();
        assertThat(moved.hasRenounced(HOME, 2)).isFalse();
        assertThat(moved.hasRenounced(NEW_HOME, 7)).isFalse();
        assertThat(moved.holds(new EmailClaim(NEW_HOME, id, 7))).isTrue();
        assertThat(moved.holds(new EmailClaim(NEW_HOME, id, 6))).isFalse();
        assertThat(moved.holds(new EmailClaim(HOME, id, 1))).isFalse();
    }

    @Test
    void anAddressThatChangesOnlyItsCaseIsNotGivenUp() {
        var shouted = new PersonalData("Alice", "ALICE@example.com");

        assertThat(alice.givenUpBy(shouted)).isEmpty();
        assertThat(alice.givenUpBy(ALICE_MOVED)).containsExactly(new EmailClaim(HOME, id, 1));
    }

    @Test
    void anAnswerIsRememberedAsItWas() {
        var later = alice.deactivated(new UserEvent.Deactivated(2, "", metadata("")));

        var answer = later.answerTo(Given.request("create", "create")).orElseThrow();

        assertThat(answer.user().status()).isEqualTo(UserStatus.ACTIVE);
        assertThat(answer.user().revision()).isEqualTo(1);
    }

    @Test
    void theCreationIsRememberedForEverAndOtherRequestsInABoundedNumber() {
        var state = alice;
        var requests = IntStream.range(0, UserState.REMEMBERED + 5)
                .mapToObj(i -> UUID.randomUUID().toString())
                .toList();

        for (var request : requests) {
            state = state.unchanged(new UserEvent.Unchanged("", metadata(request)));
        }

        assertThat(state.answers()).hasSize(UserState.REMEMBERED + 1);
        assertThat(state.answerTo(Given.request("create", ""))).isPresent();
        assertThat(state.answerTo(Given.request(requests.get(4), ""))).isEmpty();
        assertThat(state.answerTo(Given.request(requests.get(5), ""))).isPresent();
    }

    @Test
    void aRequestWithoutAnIdIsNotRemembered() {
        var state = alice.unchanged(new UserEvent.Unchanged("same", metadata("")));

        assertThat(state.answerTo(Given.request("", "same"))).isEmpty();
        assertThat(state.answers()).hasSize(1);
    }
}
