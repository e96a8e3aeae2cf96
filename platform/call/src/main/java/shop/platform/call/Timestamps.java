package shop.platform.call;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Moments as protobuf writes them. */
public final class Timestamps {
    private Timestamps() {}

    /** Returns the same moment, to the nanosecond. */
    public static Timestamp of(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
