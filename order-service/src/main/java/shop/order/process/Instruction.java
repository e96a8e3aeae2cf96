package shop.order.process;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;
import shop.platform.entity.EventMetadata;

/** What the process tells orders comes from this service itself, under an id by which its repetition is recognised. */
final class Instruction {
    private static final String CALLER = "order-service";

    private Instruction() {}

    /** @param what is told; the same thing said to the same order once more has the same id */
    static EventMetadata metadata(OpenOrder order, String what, Clock clock) {
        var name = order.orderId() + "|" + what;
        var id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        return new EventMetadata(id.toString(), CALLER, order.traceparent(), clock.instant());
    }
}
