package shop.platform.grpc.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer.Subchannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnsTest {

    /** A connection with a name and nothing behind it. */
    private static final class Named extends Subchannel {
        private final String name;

        private Named(String name) {
            this.name = name;
        }

        @Override
        public void shutdown() {}

        @Override
        public void requestConnection() {}

        @Override
        public Attributes getAttributes() {
            return Attributes.EMPTY;
        }

        @Override
        public List<EquivalentAddressGroup> getAllAddresses() {
            return List.of();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @Test
    void equalWeightsTakeTurnsWhateverTheWeightIs() {
        assertThat(picks(6, 0, 7, 7, 7)).containsExactly("0", "1", "2", "0", "1", "2");
    }

    @Test
    void aWeightIsANumberOfTurnsInEachRound() {
        assertThat(count(picks(100, 0, 3, 1))).isEqualTo(Map.of("0", 75L, "1", 25L));
        assertThat(count(picks(100, 0, 900, 100))).isEqualTo(Map.of("0", 90L, "1", 10L));
    }

    @Test
    void theSmallestWeightStillHasATurn() {
        assertThat(count(picks(101, 0, 65_535, 1))).isEqualTo(Map.of("0", 100L, "1", 1L));
    }

    @Test
    void theCountGoesOnWhereItsNumbersEnd() {
        assertThat(picks(4, Integer.MAX_VALUE - 1, 1, 1)).containsExactly("0", "1", "0", "1");
        assertThat(picks(4, -2, 1, 1)).containsExactly("0", "1", "0", "1");
    }

    private static List<String> picks(int calls, int from, Integer... weights) {
        var connections = new LinkedHashMap<Subchannel, Integer>();
        for (int i = 0; i < weights.length; i++) {
            connections.put(new Named(String.valueOf(i)), weights[i]);
        }
        Turns turns = Turns.of(connections, new AtomicInteger(from));
        return IntStream.range(0, calls)
                .mapToObj(call -> String.valueOf(turns.pickSubchannel(null).getSubchannel()))
                .toList();
    }

    private static Map<String, Long> count(List<String> picks) {
        return picks.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }
}
