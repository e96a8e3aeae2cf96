package shop.platform.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventOffsetTest {
    @ParameterizedTest
    @ValueSource(strings = {"0:0", "750:12", "18446744073709551615:9223372036854775807"})
    void textIsReadAsItWasWritten(String text) {
        assertThat(EventOffset.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", ":", "a:1", "1:b", "1:2:3", "-1:2"})
    void whatIsNoOffsetIsRefusedByName(String text) {
        assertThatThrownBy(() -> EventOffset.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("offset: " + text + " (expected: transaction:ordering)");
    }

    @Test
    void offsetsFollowTheTransactionAndThenTheOrderingAsNumbers() {
        var ascending = List.of(
                EventOffset.START,
                new EventOffset(9, 70),
                new EventOffset(10, 3),
                new EventOffset(10, 20),
                new EventOffset(-1, 1));

        assertThat(ascending).isSorted();
        assertThat(new EventOffset(10, 3).isAfter(new EventOffset(9, 70))).isTrue();
        assertThat(new EventOffset(10, 3).isAfter(new EventOffset(10, 3))).isFalse();
    }
}
