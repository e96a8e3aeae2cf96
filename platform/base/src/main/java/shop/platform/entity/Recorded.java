package shop.platform.entity;

import shop.platform.telemetry.Traced;

/** An event, or a command that becomes one, with who and what caused it. */
public interface Recorded extends Traced {
    EventMetadata metadata();

    @Override
    default String traceparent() {
        return metadata().traceparent();
    }
}
