package shop.platform.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.platform.history.EventsOptions.At;
import shop.platform.history.EventsOptions.Events;
import shop.platform.history.EventsOptions.Revision;

class EventsOptionsTest {
    @Test
    void withoutOptionsAllEventsAreShownAndPersonalDataIsWithheld() {
        assertThat(parse("user 1"))
                .isEqualTo(new EventsOptions("user", "1", new Events(false), Optional.empty(), false));
    }

    @Test
    void eachPartOfAHistoryCanBeAskedFor() {
        assertThat(parse("user 1 --follow --json").wanted()).isEqualTo(new Events(true));
        assertThat(parse("user 1 --at 2026-01-31T10:00:00Z").wanted())
                .isEqualTo(new At(Instant.parse("2026-01-31T10:00:00Z")));
        assertThat(parse("user 1 --revision 3").wanted()).isEqualTo(new Revision(3, Optional.empty()));
        assertThat(parse("user 1 --diff 1..3").wanted()).isEqualTo(new Revision(1, Optional.of(3L)));
        assertThat(EventsOptions.parse(List.of("user", "1", "--reveal", "ticket 4711"))
                        .reason())
                .hasValue("ticket 4711");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            user                         | expected: ENTITY ID
            --json user                  | expected: ENTITY ID
            user 1 --at noon             | --at: noon (expected: such as 2026-01-31T10:00:00Z)
            user 1 --revision 0          | --revision: 0 (expected: a revision, from 1)
            user 1 --revision x          | --revision: x (expected: a revision, from 1)
            user 1 --diff 1-3            | --diff: 1-3 (expected: two revisions, such as 1..3)
            user 1 --revision 1 --follow | --follow (expected: one of --at, --revision, --diff and --follow)
            user 1 --reveal              | expected: the reason
            user 1 --reveal --json       | expected: the reason
            user 1 --reveal %s           | 201 characters (expected: the reason, 1 to 200 characters
            user 1 --all                 | option: --all
            """)
    void whatIsNotUnderstoodIsRejectedWithTheReason(String words, String reason) {
        assertThatThrownBy(() -> parse(words.formatted("x".repeat(201))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private static EventsOptions parse(String words) {
        return EventsOptions.parse(List.of(words.split(" ")));
    }
}
