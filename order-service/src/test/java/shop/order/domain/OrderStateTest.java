package shop.order.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static shop.order.domain.Given.NOON;
import static shop.order.domain.Given.TEA_AND_CUP;
import static shop.order.domain.Given.USER_ID;
import static shop.order.domain.Given.VERIFIED;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.platform.entity.EventMetadata;

class OrderStateTest {
    private static final EventMetadata LATER = new EventMetadata("later", "", "", NOON.plusSeconds(60));

    private final String id = Given.orderId();
    private final OrderState pending = created(Optional.empty());

    @Test
    void anOrderIsCreatedPendingOrConfirmedByItsVerification() {
        var order = pending.details().orElseThrow();
        var confirmed = created(Optional.of(VERIFIED)).details().orElseThrow();

        assertThat(order)
                .isEqualTo(new OrderDetails(
                        id,
                        USER_ID,
                        TEA_AND_CUP.lines(),
                        new Money("EUR", 27, 470_000_000),
                        OrderStatus.PENDING,
                        Optional.empty(),
                        Optional.empty(),
                        NOON,
                        NOON,
                        1));
        assertThat(order.userRevision()).isZero();
        assertThat(confirmed.status()).isEqualTo(OrderStatus.CONFIRMED);
        assertThat(confirmed.verification()).contains(VERIFIED);
        assertThat(confirmed.userRevision()).isEqualTo(7);
    }

    @Test
    void aChangeMovesStatusTimeAndRevisionAndKeepsTheRest() {
        var confirmed = pending.changed(new OrderEvent.Confirmed(USER_ID, VERIFIED, 2, LATER));
        var shipped = confirmed
                .changed(new OrderEvent.Shipped(USER_ID, 3, "ship", LATER))
                .details()
                .orElseThrow();

        assertThat(shipped.status()).isEqualTo(OrderStatus.SHIPPED);
        assertThat(shipped.verification()).contains(VERIFIED);
        assertThat(shipped.revision()).isEqualTo(3);
        assertThat(shipped.createdAt()).isEqualTo(NOON);
        assertThat(shipped.updatedAt()).isEqualTo(LATER.time());
        assertThat(shipped.lines()).isEqualTo(TEA_AND_CUP.lines());
    }

    @Test
    void anOrderThatEndsEarlySaysWhy() {
        var rejected = pending.changed(new OrderEvent.Rejected(USER_ID, EndReason.VERIFICATION_TIMEOUT, 2, LATER));
        var cancelled = pending.changed(new OrderEvent.Cancelled(USER_ID, EndReason.REQUESTED, 2, "", LATER));

        assertThat(rejected.details().orElseThrow().endReason()).contains(EndReason.VERIFICATION_TIMEOUT);
        assertThat(cancelled.details().orElseThrow().endReason()).contains(EndReason.REQUESTED);
    }

    @Test
    void aRequestIsRememberedWithTheOrderAsItLeftIt() {
        var confirmed = pending.changed(new OrderEvent.Confirmed(USER_ID, VERIFIED, 2, LATER));

        var change = confirmed.changeBy(Given.request("create", "")).orElseThrow();

        assertThat(change.fingerprint()).isEqualTo("fingerprint");
        assertThat(change.order()).isEqualTo(pending.details().orElseThrow());
        assertThat(confirmed.changeBy(Given.request("other", ""))).isEmpty();
    }

    @Test
    void everyChangeSinceARevisionIsTold() {
        var confirmed = pending.changed(new OrderEvent.Confirmed(USER_ID, VERIFIED, 2, LATER));

        assertThat(confirmed.changesSince(0)).extracting(OrderDetails::revision).containsExactly(1L, 2L);
        assertThat(confirmed.changesSince(1)).extracting(OrderDetails::revision).containsExactly(2L);
        assertThat(confirmed.changesSince(2)).isEmpty();
        assertThat(OrderState.absent(id).changesSince(0)).isEmpty();
        assertThat(OrderState.absent(id).revision()).isZero();
    }

    @Test
    void nothingHappensToAnOrderBeforeItsCreation() {
        assertThatThrownBy(() -> OrderState.absent(id).changed(new OrderEvent.Delivered(USER_ID, 1, "", LATER)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(id);
    }

    private OrderState created(Optional<Verification> verification) {
        return OrderState.absent(id)
                .created(new OrderEvent.Created(
                        USER_ID,
                        TEA_AND_CUP.lines(),
                        TEA_AND_CUP.total(),
                        verification,
                        1,
                        "fingerprint",
                        Given.metadata("create")));
    }
}
