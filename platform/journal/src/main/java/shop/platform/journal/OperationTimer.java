package shop.platform.journal;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import shop.platform.telemetry.Metric;
import shop.platform.telemetry.Telemetry;

/** Times work on connections, the wait for one included. Thread-safe. */
final class OperationTimer {
    private final DoubleHistogram durations;
    private final Attributes succeeded;
    private final Attributes failed;

    /** @param operation one of few: what the work does */
    OperationTimer(Telemetry telemetry, String operation) {
        durations = telemetry.histogram(Metric.DB_OPERATION_DURATION);
        succeeded = Attributes.builder()
                .put("db.system.name", "postgresql")
                .put("db.operation.name", operation)
                .build();
        failed = succeeded.toBuilder().put("error.type", "failed").build();
    }

    /** Does the work. */
    <T> T time(Timed<T> work) throws SQLException {
        var begin = System.nanoTime();
        var outcome = failed;
        try {
            var result = work.run();
            outcome = succeeded;
            return result;
        } finally {
            durations.record((System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1), outcome);
        }
    }

    /** Work on a connection. */
    @FunctionalInterface
    interface Timed<T> {
        T run() throws SQLException;
    }
}
