package shop.order.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.order.domain.OrderStatus.CANCELLED;
import static shop.order.domain.OrderStatus.CONFIRMED;
import static shop.order.domain.OrderStatus.DELIVERED;
import static shop.order.domain.OrderStatus.PENDING;
import static shop.order.domain.OrderStatus.REJECTED;
import static shop.order.domain.OrderStatus.SHIPPED;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrderStatusTest {
    private static final Map<OrderStatus, Set<OrderStatus>> DRAWN = Map.of(
            PENDING, Set.of(CONFIRMED, REJECTED, CANCELLED),
            CONFIRMED, Set.of(SHIPPED, CANCELLED),
            SHIPPED, Set.of(DELIVERED));

    @ParameterizedTest
    @EnumSource
    void onlyTheTransitionsOfTheContractAreAllowed(OrderStatus status) {
        var drawn = DRAWN.getOrDefault(status, Set.of());

        for (var other : OrderStatus.values()) {
            assertThat(status.canBecome(other)).as("%s to %s", status, other).isEqualTo(drawn.contains(other));
        }
        assertThat(status.isFinal()).isEqualTo(drawn.isEmpty());
    }
}
