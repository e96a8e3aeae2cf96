package shop.bench;

import java.util.concurrent.atomic.LongAdder;
import shop.contract.order.Verification;

/** Counts who said that the users of new orders are active. Any thread may count; one takes. */
final class Confirmations {
    private final LongAdder all = new LongAdder();
    private final LongAdder byUserService = new LongAdder();

    /** Of the orders of one load, its time to settle included; the others were confirmed by the replica, or by nobody. */
    record Share(Subject subject, String load, int round, long orders, long byUserService) {
        double percent() {
            return orders == 0 ? 0 : 100.0 * byUserService / orders;
        }
    }

    void count(Verification verification) {
        all.increment();
        if (verification == Verification.VERIFICATION_USER_SERVICE) {
            byUserService.increment();
        }
    }

    void forget() {
        all.reset();
        byUserService.reset();
    }

    long byUserService() {
        return byUserService.sum();
    }

    /** Those counted since {@link #forget}. */
    Share share(Subject subject, String load, int round) {
        return new Share(subject, load, round, all.sum(), byUserService.sum());
    }
}
