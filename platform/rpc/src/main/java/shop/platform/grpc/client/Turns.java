package shop.platform.grpc.client;

import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.LoadBalancer.SubchannelPicker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Whose turn it is, call by call: an instance has as many turns in a round as its weight says. Lock-free. */
final class Turns extends SubchannelPicker {

    /** Of the heaviest instance, in a round; finer shares than 1 % are not kept apart. */
    private static final int MOST_TURNS = 100;

    private final List<PickResult> round;
    private final AtomicInteger turn;

    private Turns(List<PickResult> round, AtomicInteger turn) {
        this.round = List.copyOf(round);
        this.turn = turn;
    }

    /**
     * A round of these connections; with equal weights, one turn each.
     *
     * @param weights at least 1
     * @param turn goes on from one picker to the next
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
