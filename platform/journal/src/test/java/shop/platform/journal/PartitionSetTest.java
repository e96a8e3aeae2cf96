package shop.platform.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionSetTest {
    @Test
    void aPersistenceIdIsOfThePartitionThatTheDatabaseGivesIt() {
        assertThat(IntStream.range(0, 500).mapToObj(number -> "Thing|ü" + number))
                .allMatch(id -> PartitionSet.of(id).equals(PartitionSet.of(TestSlices.partition(id))));
    }

    @Test
    void setsAreJoinedAndTakenFromEachOther() {
        var some = PartitionSet.of(0).with(PartitionSet.of(15));

        assertThat(some.contains(0)).isTrue();
        assertThat(some.contains(1)).isFalse();
        assertThat(some.contains(15)).isTrue();
        assertThat(some.without(PartitionSet.of(0))).isEqualTo(PartitionSet.of(15));
        assertThat(some.and(PartitionSet.of(3)).isEmpty()).isTrue();
        assertThat(PartitionSet.ALL.without(PartitionSet.ALL)).isEqualTo(PartitionSet.NONE);
    }

    @Test
    void aWakeUpTravelsAsText() {
        var wakeUp = new WakeUp(Map.of("User", new PartitionSet(0x8001), "Order", new PartitionSet(4)), false);

        assertThat(wakeUp).hasToString("Order=4 User=8001");
        assertThat(WakeUp.parse("Order=4 User=8001")).isEqualTo(wakeUp);
        assertThat(WakeUp.parse(WakeUp.EVERYTHING.toString())).isEqualTo(WakeUp.EVERYTHING);
    }

    @Test
    void whatALaterReleaseSaysBesidesIsLeftOut() {
        assertThat(WakeUp.parse("Order=4 noise =1 User=zz"))
                .isEqualTo(new WakeUp(Map.of("Order", new PartitionSet(4), "User", PartitionSet.ALL), false));
        assertThat(WakeUp.parse("").isEmpty()).isTrue();
    }

    @Test
    void aWakeUpNamesThePartitionsOfWhatWasWritten() {
        var thing = new StoredEvent("Thing|a", 1, "writer", 0, "", null, Optional.empty());
        var other = new StoredEvent("Other|b", 1, "writer", 0, "", null, Optional.empty());

        assertThat(WakeUp.of(List.of(List.of(thing), List.of(other))).committed())
                .isEqualTo(Map.of("Thing", PartitionSet.of("Thing|a"), "Other", PartitionSet.of("Other|b")));
    }
}
