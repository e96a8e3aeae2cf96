package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.contract.order.Order;
import shop.contract.order.OrderEndReason;
import shop.contract.order.OrderStatus;
import shop.contract.order.ShipOrderRequest;
import shop.devstack.Devstack;

@Tag(SharedSystem.ALSO_SECURE)
@ExtendWith(SharedSystem.class)
@Tag("consul")
class DeactivatedUserIT {
    @Test
    void openOrdersOfADeactivatedUserAreCancelledAndShippedOnesAreNot(Devstack stack) {
        try (var ordering = new Ordering(stack)) {
            var user = ordering.newUser();
            var open = ordering.place(user);
            var shipped = ordering.place(user);
            Ordering.call(
                    ordering.orders,
                    Rpc.SHIP_ORDER,
                    ShipOrderRequest.newBuilder().setId(shipped.getId()).build());

            ordering.deactivate(user);

            awaitCancelled(ordering, open);
            assertThat(ordering.get(shipped.getId()).getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_SHIPPED);

            ordering.reactivate(user);
            var later = ordering.place(user);
            assertThat(later.getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_CONFIRMED);
        }
    }

    @Test
    void anOrderThatSlipsInWhileTheUserIsDeactivatedIsCancelledToo(Devstack stack) {
        try (var ordering = new Ordering(stack)) {
            for (var user : ordering.newUsers(20)) {
                var placed = Collections.synchronizedList(new ArrayList<Order>());
                var placing = new ArrayList<CompletableFuture<?>>();
                for (int i = 0; i < 5; i++) {
                    placing.add(place(ordering, user, placed));
                }
                ordering.deactivate(user);
                for (int i = 0; i < 5; i++) {
                    placing.add(place(ordering, user, placed));
                }
                CompletableFuture.allOf(placing.toArray(CompletableFuture[]::new))
                        .join();

                List.copyOf(placed).forEach(order -> awaitCancelled(ordering, order));
            }
        }
    }

    /** A refusal is right as well: the user may be deactivated already. */
    private static CompletableFuture<?> place(Ordering ordering, String user, List<Order> placed) {
        return ordering.orders
                .call(Rpc.CREATE_ORDER, Orders.request(user, "coffee"))
                .thenAccept(placed::add)
                .exceptionally(refused -> null);
    }

    private static void awaitCancelled(Ordering ordering, Order order) {
        await().atMost(ClusterState.BOUND).untilAsserted(() -> {
            var now = ordering.get(order.getId());
            assertThat(now.getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_CANCELLED);
            assertThat(now.getEndReason()).isEqualTo(OrderEndReason.ORDER_END_REASON_USER_DEACTIVATED);
        });
    }
}
