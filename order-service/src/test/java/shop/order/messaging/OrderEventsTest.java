package shop.order.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.order.domain.Given.CUP;
import static shop.order.domain.Given.NOON;
import static shop.order.domain.Given.TEA;
import static shop.order.domain.Given.USER_ID;
import static shop.order.domain.Given.VERIFIED;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import shop.contract.order.OrderEndReason;
import shop.contract.order.Verification;
import shop.contract.order.events.OrderEvent.EventCase;
import shop.order.domain.EndReason;
import shop.order.domain.Money;
import shop.order.domain.OrderEvent;
import shop.order.wire.Parts;
import shop.platform.call.Timestamps;
import shop.platform.entity.EventMetadata;
import shop.platform.journal.EventEnvelope;
import shop.platform.journal.EventOffset;

class OrderEventsTest {
    private static final EventMetadata METADATA = new EventMetadata("request", "caller", "trace", NOON);
    private static final Money TOTAL = new Money("EUR", 27, 470_000_000);

    private final OrderEvents events = new OrderEvents();

    static Stream<Arguments> published() {
        return Stream.of(
                Arguments.of(created(Optional.empty()), 1, EventCase.CREATED),
                Arguments.of(new OrderEvent.Confirmed(USER_ID, VERIFIED, 2, METADATA), 2, EventCase.CONFIRMED),
                Arguments.of(
                        new OrderEvent.Rejected(USER_ID, EndReason.USER_NOT_FOUND, 2, METADATA), 2, EventCase.REJECTED),
                Arguments.of(new OrderEvent.Shipped(USER_ID, 3, "", METADATA), 3, EventCase.SHIPPED),
                Arguments.of(new OrderEvent.Delivered(USER_ID, 4, "", METADATA), 4, EventCase.DELIVERED),
                Arguments.of(
                        new OrderEvent.Cancelled(USER_ID, EndReason.REQUESTED, 2, "", METADATA),
                        2,
                        EventCase.CANCELLED));
    }

    @ParameterizedTest
    @MethodSource("published")
    void aChangeIsPublishedWithItsOrderItsUserAndItsRevision(OrderEvent event, long revision, EventCase kind) {
        var message = publish(event);

        assertThat(message.getOrderId()).isEqualTo("order");
        assertThat(message.getUserId()).isEqualTo(USER_ID);
        assertThat(message.getRevision()).isEqualTo(revision);
        assertThat(message.getTime()).isEqualTo(Timestamps.of(NOON));
        assertThat(message.getEventCase()).isEqualTo(kind);
        assertThat(events.traceparent(envelope(event))).isEqualTo("trace");
    }

    @Test
    void aNewOrderIsPublishedWithItsLinesItsTotalAndWhoKnewTheUser() {
        var created = publish(created(Optional.of(VERIFIED))).getCreated();

        assertThat(created.getLinesList()).containsExactly(Parts.line(TEA), Parts.line(CUP));
        assertThat(created.getTotal()).isEqualTo(Parts.money(TOTAL));
        assertThat(created.getVerification()).isEqualTo(Verification.VERIFICATION_USER_SERVICE);
        assertThat(publish(created(Optional.empty())).getCreated().getVerification())
                .isEqualTo(Verification.VERIFICATION_UNSPECIFIED);
    }

    @Test
    void anOrderThatEndsEarlyIsPublishedWithTheReason() {
        var rejected = new OrderEvent.Rejected(USER_ID, EndReason.VERIFICATION_TIMEOUT, 2, METADATA);
        var cancelled = new OrderEvent.Cancelled(USER_ID, EndReason.USER_DEACTIVATED, 2, "", METADATA);

        assertThat(publish(rejected).getRejected().getReason())
                .isEqualTo(OrderEndReason.ORDER_END_REASON_VERIFICATION_TIMEOUT);
        assertThat(publish(cancelled).getCancelled().getReason())
                .isEqualTo(OrderEndReason.ORDER_END_REASON_USER_DEACTIVATED);
    }

    private static OrderEvent.Created created(Optional<shop.order.domain.Verification> verification) {
        return new OrderEvent.Created(USER_ID, List.of(TEA, CUP), TOTAL, verification, 1, "fingerprint", METADATA);
    }

    private shop.contract.order.events.OrderEvent publish(OrderEvent event) {
        return (shop.contract.order.events.OrderEvent)
                events.message(envelope(event)).orElseThrow();
    }

    private static EventEnvelope<OrderEvent> envelope(OrderEvent event) {
        return new EventEnvelope<>("Order|order", "order", 7, event, NOON, EventOffset.START);
    }
}
