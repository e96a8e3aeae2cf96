package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

/** Several {@link OrderLoad}s at once, for tests that need many calls. */
final class OrderLoads implements AutoCloseable {
    private final List<OrderLoad> loads;

    private OrderLoads(List<OrderLoad> loads) {
        this.loads = loads;
    }

    /** Begins, and returns when each has its first orders; the services are warm then. */
    static OrderLoads startWarm(Ordering ordering, int count) {
        ordering.warmUp();
        var users = ordering.newUsers(5);
        return new OrderLoads(IntStream.range(0, count)
                .mapToObj(i -> OrderLoad.start(ordering.orders, users))
                .toList());
    }

    /** Ends them. */
    void assertNoneFailed() {
        assertThat(loads.stream()
                        .flatMap(load -> load.stop().failures().stream())
                        .toList())
                .isEmpty();
    }

    @Override
    public void close() {
        loads.forEach(OrderLoad::close);
    }
}
