package shop.faults.check;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.faults.check.Histories.order;
import static shop.faults.check.Histories.user;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import shop.faults.check.Violation.Rule;

class CheckerTest {
    private final Histories histories = new Histories();

    private List<Rule> broken() {
        return new Checker(Duration.ofSeconds(2))
                .check(histories.build()).stream().map(Violation::rule).toList();
    }

    @Nested
    class Accepts {
        @Test
        void readsThatGrow() {
            histories
                    .ok(Kind.CREATE_USER, "u", 0, 1, user(1, "ACTIVE", "n"))
                    .ok(Kind.GET_USER, "u", 1, 2, user(1, "ACTIVE", "n"))
                    .ok(Kind.UPDATE_USER, "u", 2, 3, user(2, "ACTIVE", "m"))
                    .ok(Kind.GET_USER, "u", 4, 5, user(2, "ACTIVE", "m"));
            assertThat(broken()).isEmpty();
        }

        @Test
        void eitherValueWhileAWriteIsUnderWay() {
            histories
                    .ok(Kind.CREATE_USER, "u", 0, 1, user(1, "ACTIVE", "n"))
                    .ok(Kind.UPDATE_USER, "u", 2, 9, user(2, "ACTIVE", "m"))
                    .ok(Kind.GET_USER, "u", 3, 4, user(1, "ACTIVE", "n"))
                    .ok(Kind.GET_USER, "u", 5, 6, user(2, "ACTIVE", "m"));
            assertThat(broken()).isEmpty();
        }

        @Test
        void anUnknownWriteThatTakesEffectLongAfterItWasGivenUp() {
            histories
                    .ok(Kind.CREATE_USER, "u", 0, 1, user(1, "ACTIVE", "n"))
                    .unknown(Kind.UPDATE_USER, "u", 2, 3, "m")
                    .ok(Kind.GET_USER, "u", 4, 5, user(1, "ACTIVE", "n"))
                    .ok(Kind.GET_USER, "u", 6, 7, user(2, "ACTIVE", "m"));
            assertThat(broken()).isEmpty();
        }

        @Test
        void twoDeactivationsOfWhichTheSecondChangesNothing() {
            histories
                    .ok(Kind.CREATE_USER, "u", 0, 1, user(1, "ACTIVE", "n"))
                    .ok(Kind.DEACTIVATE_USER, "u", 2, 3, user(2, "DEACTIVATED", "n"))
                    .ok(Kind.DEACTIVATE_USER, "u", 4, 5, user(2, "DEACTIVATED", "n"));
            assertThat(broken()).isEmpty();
        }

        @Test
        void anOldReadThroughAnOvertakenNodeWithinTheBound() {
            histories
                    .ok(Kind.CREATE_USER, "u", 0, 1, user(1, "ACTIVE", "n"))
                    .ok(Kind.UPDATE_USER, "u", 2, 3, user(2, "ACTIVE", "m"))
                    .ok(Kind.GET_USER, "u", "b", 4, 4.5, user(1, "ACTIVE", "n"))
                    .overtaken("b", 0, 10);
            assertThat(broken()).isEmpty();
        }

        @Test
        void anAddressThatPassesFromOneUserToAnother() {
            histories
                    .ok(Kind.CREATE_USER, "u", 0, 1, user(1, "ACTIVE", "n", "x"))
                    .ok(Kind.UPDATE_USER, "u", 2, 5, user(2, "ACTIVE", "m", "y"))
                    .ok(Kind.CREATE_USER, "v", 3, 4, user(1, "ACTIVE", "o", "x"))
                    .ok(Kind.GET_USER, "v", 6, 7, user(1, "ACTIVE", "o", "x"))
                    .ok(Kind.GET_USER, "u", 6, 7, user(2, "ACTIVE", "m", "y"));
            assertThat(broken()).isEmpty();
        }

        @Test
        void aRepetitionWithTheSameAnswerThoughTheUserHasChangedSince() {
            histories
                    .ok(Kind.CREATE_USER, "u", 0, 1, user(1, "ACTIVE", "n"))
                    .ok(Kind.UPDATE_USER, "u", 2, 3, user(2, "ACTIVE", "m"))
                    .repeated(8, 9, Outcome.OK, user(2, "ACTIVE", "m"))
                    .ok(Kind.UPDATE_USER, "u", 4, 5, user(3, "ACTIVE", "o"));
            assertThat(broken()).isEmpty();
        }
    }

    @Nested
    class Rejects {
        @Test
        void aReadThatIsOlderThanAnAcknowledgementBeforeIt() {
            histories
                    .ok(Kind.CREATE_USER, "u", 0, 1, user(1, "ACTIVE", "n"))
                    .ok(Kind.DEACTIVATE_USER, "u", 2, 3, user(2, "DEACTIVATED", "n"))
                    .ok(Kind.GET_USER, "u", 4, 5, user(1, "ACTIVE", "n"));
            assertThat(broken()).containsExactly(Rule.STALE_ANSWER);
        }

        @Test
        void aReadThatIsOlderThanAReadBeforeItThoughTheWriteIsUnknown() {
            histories
                    .ok(Kind.CREATE_USER, "u", 0, 1, user(1, "ACTIVE", "n"))
                    .unknown(Kind.UPDATE_USER, "u", 2, 3, "m")
                    .ok(Kind.GET_USER, "u", 4, 5, user(2, "ACTIVE", "m"))
                    .ok(Kind.GET_USER, "u", 6, 7, user(1, "ACTIVE", "n"));
            assertThat(broken()).containsExactly(Rule.STALE_ANSWER);
        }

        @Test
        void anOldReadThroughAnOvertakenNodeBeyondTheBound() {
            histories
                    .ok(Kind.CREATE_USER, "u", 0, 1, user(1, "ACTIVE", "n"))
                    .ok(Kind.UPDATE_USER, "u", 2, 3, user(2, "ACTIVE", "m"))
                    .ok(Kind.GET_USER, "u", "b", 5.5, 6, user(1, "ACTIVE", "n"))
                    .overtaken("b", 0, 10);
            assertThat(broken()).containsExactly(Rule.STALE_ANSWER);
        }

        @Test
        void anOldReadThroughANodeThatIsNotOvertakenWhileAnotherIs() {
            histories
                    .ok(Kind.CREATE_USER, "u", 0, 1, user(1, "ACTIVE", "n"))
                    .ok(Kind.UPDATE_USER, "u", 2, 3, user(2, "ACTIVE", "m"))
                    .ok(Kind.GET_USER, "u", "c", 4, 4.5, user(1, "ACTIVE", "n"))
                    .overtaken("b", 0, 10);
            assertThat(broken()).containsExactly(Rule.STALE_ANSWER);
        }

        @Test
        void aWriteThatBeganAfterItsRevisionWasTold() {
            histories
                    .ok(Kind.CREATE_USER, "u", 0, 1, user(1, "ACTIVE", "n"))
                    .ok(Kind.GET_USER, "u", 2, 3, user(2, "ACTIVE", "m"))
                    .ok(Kind.UPDATE_USER, "u", 4, 5, user(2, "ACTIVE", "m"));
            assertThat(broken()).containsExactly(Rule.STALE_ANSWER);
        }

        @Test
        void aUserThatIsNotFoundAfterItWasMade() {
            histories
                    .ok(Kind.CREATE_USER, "u", 0, 1, user(1, "ACTIVE", "n"))
                    .refusedSeeing(Kind.GET_USER, "u", 2, 3, State.ABSENT);
            assertThat(broken()).containsExactly(Rule.STALE_ANSWER);
        }

        @Test
        void aRefusalForAStatusThatIsLongOver() {
            histories
                    .ok(Kind.CREATE_ORDER, "o", 0, 1, order(1, "PENDING", "u"))
                    .ok(Kind.GET_ORDER, "o", 2, 3, order(2, "CONFIRMED", "u"))
                    .refusedSeeing(Kind.SHIP_ORDER, "o", 4, 5, new State(-1, "PENDING", "", ""));
            assertThat(broken()).containsExactly(Rule.STALE_ANSWER);
        }

        @Test
        void twoValuesOfOneRevision() {
            histories
                    .ok(Kind.CREATE_USER, "u", 0, 1, user(1, "ACTIVE", "n"))
                    .ok(Kind.UPDATE_USER, "u", 2, 9, user(2, "ACTIVE", "m"))
                    .ok(Kind.UPDATE_USER, "u", 2, 9, user(2, "ACTIVE", "o"));
            assertThat(broken())
                    .containsExactlyInAnyOrder(Rule.TWO_STATES_OF_ONE_REVISION, Rule.TWO_WRITES_OF_ONE_REVISION);
        }

        @Test
        void aRefusedRequestThatWasCarriedOut() {
            histories
                    .ok(Kind.CREATE_USER, "u", 0, 1, user(1, "ACTIVE", "n"))
                    .refused(Kind.UPDATE_USER, "u", 2, 3, "m")
                    .ok(Kind.GET_USER, "u", 4, 5, user(2, "ACTIVE", "m"));
            assertThat(broken()).containsExactly(Rule.REFUSED_AND_DONE);
        }

        @Test
        void oneAddressOfTwoUsers() {
            histories
                    .ok(Kind.CREATE_USER, "u", 0, 1, user(1, "ACTIVE", "n", "x"))
                    .ok(Kind.CREATE_USER, "v", 2, 3, user(1, "ACTIVE", "o", "x"))
                    .ok(Kind.GET_USER, "u", 4, 5, user(1, "ACTIVE", "n", "x"))
                    .ok(Kind.GET_USER, "v", 6, 7, user(1, "ACTIVE", "o", "x"));
            assertThat(broken()).containsExactly(Rule.EMAIL_OF_TWO_USERS);
        }

        @Test
        void aRepetitionThatIsCarriedOutAgain() {
            histories
                    .ok(Kind.CREATE_USER, "u", 0, 1, user(1, "ACTIVE", "n"))
                    .ok(Kind.DEACTIVATE_USER, "u", 2, 3, user(2, "DEACTIVATED", "n"))
                    .repeated(6, 7, Outcome.OK, user(4, "DEACTIVATED", "n"))
                    .ok(Kind.REACTIVATE_USER, "u", 4, 5, user(3, "ACTIVE", "n"));
            assertThat(broken()).containsExactly(Rule.REPETITION_ANSWERED_OTHERWISE);
        }

        @Test
        void anOrderThatUserServiceVouchedForWhileItsUserWasDeactivated() {
            histories
                    .ok(Kind.CREATE_USER, "u", 0, 1, user(1, "ACTIVE", "n"))
                    .ok(Kind.DEACTIVATE_USER, "u", 2, 3, user(2, "DEACTIVATED", "n"))
                    .ok(Kind.CREATE_ORDER, "o", 4, 5, order(1, "CONFIRMED", "u"))
                    .ok(Kind.GET_USER, "u", 6, 7, user(2, "DEACTIVATED", "n"));
            assertThat(broken()).containsExactly(Rule.ORDER_OF_DEACTIVATED_USER);
        }
    }
}
