package shop.faults.check;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.faults.check.Histories.order;
import static shop.faults.check.Histories.user;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.faults.check.Ending.Event;
import shop.faults.check.Violation.Rule;

class EndingTest {
    private static final List<Event> EVENTS = List.of(new Event(1, "CREATED"), new Event(2, "DEACTIVATED"));

    private final Histories histories = new Histories();
    private Map<String, State> listed = Map.of("u", user(2, "DEACTIVATED", "n"));
    private Map<String, List<Event>> published = Map.of("u", EVENTS);
    private Map<String, State> replica = Map.of("u", new State(2, "DEACTIVATED", "", ""));
    private List<String> open = List.of();
    private List<String> audit = List.of("call1", "call2");

    @BeforeEach
    void aUserWhoWasDeactivated() {
        histories
                .ok(Kind.CREATE_USER, "u", 0, 1, user(1, "ACTIVE", "n"))
                .ok(Kind.DEACTIVATE_USER, "u", 2, 3, user(2, "DEACTIVATED", "n"));
    }

    private List<Rule> broken() {
        return new Checker(Duration.ofSeconds(2))
                .check(histories.build(), new Ending(listed, published, replica, open, audit)).stream()
                        .map(Violation::rule)
                        .toList();
    }

    @Test
    void acceptsWhatEqualsTheEntities() {
        assertThat(broken()).isEmpty();
    }

    @Test
    void rejectsAListThatIsBehind() {
        listed = Map.of("u", user(1, "ACTIVE", "n"));
        assertThat(broken()).containsExactly(Rule.LIST_DIFFERS);
    }

    @Test
    void rejectsATopicWithAGap() {
        published = Map.of("u", EVENTS.subList(1, 2));
        assertThat(broken()).containsExactly(Rule.TOPIC_DIFFERS);
    }

    @Test
    void rejectsAReplicaThatIsBehind() {
        replica = Map.of("u", new State(1, "ACTIVE", "", ""));
        assertThat(broken()).containsExactly(Rule.REPLICA_DIFFERS);
    }

    @Test
    void rejectsAnAcknowledgedCallWithoutAnEntry() {
        audit = List.of("call1");
        assertThat(broken()).containsExactly(Rule.AUDIT_DIFFERS);
    }

    @Test
    void rejectsACallWithTwoEntries() {
        audit = List.of("call1", "call2", "call2");
        assertThat(broken()).containsExactly(Rule.AUDIT_DIFFERS);
    }

    @Test
    void rejectsAChangeForWhichNobodyHasAsked() {
        listed = Map.of("u", user(3, "ACTIVE", "n"));
        published = Map.of("u", List.of(EVENTS.get(0), EVENTS.get(1), new Event(3, "REACTIVATED")));
        replica = Map.of("u", new State(3, "ACTIVE", "", ""));
        histories.ok(Kind.GET_USER, "u", 4, 5, user(3, "ACTIVE", "n"));
        assertThat(broken()).containsExactly(Rule.NOBODY_ASKED_FOR_IT);
    }

    @Test
    void rejectsOneRequestThatWasCarriedOutTwice() {
        histories
                .unknown(Kind.REACTIVATE_USER, "u", 4, 5, "")
                .ok(Kind.DEACTIVATE_USER, "u", 6, 7, user(4, "DEACTIVATED", "n"))
                .ok(Kind.GET_USER, "u", 8, 9, user(5, "ACTIVE", "n"));
        listed = Map.of("u", user(5, "ACTIVE", "n"));
        published = Map.of(
                "u",
                List.of(
                        EVENTS.get(0),
                        EVENTS.get(1),
                        new Event(3, "REACTIVATED"),
                        new Event(4, "DEACTIVATED"),
                        new Event(5, "REACTIVATED")));
        replica = Map.of("u", new State(5, "ACTIVE", "", ""));
        audit = List.of("call1", "call2", "call4");
        assertThat(broken()).containsExactly(Rule.NOBODY_ASKED_FOR_IT);
    }

    @Test
    void rejectsAnUnknownRequestThatTookEffectBeforeItWasMade() {
        histories.ok(Kind.GET_USER, "u", 4, 5, user(3, "ACTIVE", "n")).unknown(Kind.REACTIVATE_USER, "u", 6, 7, "");
        listed = Map.of("u", user(3, "ACTIVE", "n"));
        published = Map.of("u", List.of(EVENTS.get(0), EVENTS.get(1), new Event(3, "REACTIVATED")));
        replica = Map.of("u", new State(3, "ACTIVE", "", ""));
        assertThat(broken()).containsExactly(Rule.NOBODY_ASKED_FOR_IT);
    }

    @Test
    void acceptsAUserWhoseCreationIsUnknownAndRejectsOneWhomNobodyMade() {
        histories.unknown(Kind.CREATE_USER, "", 4, 5, "m");
        listed = Map.of("u", user(2, "DEACTIVATED", "n"), "v", user(1, "ACTIVE", "m"));
        assertThat(broken()).isEmpty();

        listed = Map.of("u", user(2, "DEACTIVATED", "n"), "v", user(1, "ACTIVE", "o"));
        assertThat(broken()).containsExactly(Rule.NOBODY_ASKED_FOR_IT);
    }

    @Test
    void rejectsAnEndedOrderThatIsStillWorkedOn() {
        histories
                .ok(Kind.CREATE_ORDER, "o", 4, 5, order(1, "CONFIRMED", "u2"))
                .ok(Kind.SHIP_ORDER, "o", 6, 7, order(2, "SHIPPED", "u2"));
        listed = Map.of("u", user(2, "DEACTIVATED", "n"), "o", order(2, "SHIPPED", "u2"));
        published = Map.of("u", EVENTS, "o", List.of(new Event(1, "CREATED"), new Event(2, "SHIPPED")));
        open = List.of("o");
        audit = List.of("call1", "call2", "call3", "call4");
        assertThat(broken()).containsExactly(Rule.OPEN_ORDERS_DIFFER);
    }
}
