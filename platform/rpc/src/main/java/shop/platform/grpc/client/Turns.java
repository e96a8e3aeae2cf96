package shop.platform.grpc.client;

import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.LoadBalancer.SubchannelPicker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Chooses the connection of each call: an instance has as many turns per round as its weight. Lock-free. */
final class Turns extends SubchannelPicker {

    /** Maximum turns per round of the heaviest instance; shares have steps of 1 %. */
    private static final int MOST_TURNS = 100;

    private final List<PickResult> round;
    private final AtomicInteger turn;

    private Turns(List<PickResult> round, AtomicInteger turn) {
        this.round = List.copyOf(round);
        this.turn = turn;
    }

    /**
     * Returns a round of these connections; with equal weights, one turn each.
     *
     * @param weights at least 1
     * @param turn continues from one picker to the next
     */
    static Turns of(Map<Subchannel, Integer> weights, AtomicInteger turn) {
        int unit = weights.values().stream().reduce(0, Turns::greatestCommonDivisor);
        int most = weights.values().stream().reduce(0, Math::max) / unit;
        double scale = Math.min(1.0, (double) MOST_TURNS / most) / unit;
        List<PickResult> round = new ArrayList<>();
        for (int lap = 1; lap <= Math.min(most, MOST_TURNS); lap++) {
            for (Map.Entry<Subchannel, Integer> entry : weights.entrySet()) {
                if (Math.max(1, Math.round(entry.getValue() * scale)) >= lap) {
                    round.add(PickResult.withSubchannel(entry.getKey()));
                }
            }
        }
        return new Turns(round, turn);
    }

    @Override
    public PickResult pickSubchannel(PickSubchannelArgs args) {
        return round.get(Integer.remainderUnsigned(turn.getAndIncrement(), round.size()));
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
