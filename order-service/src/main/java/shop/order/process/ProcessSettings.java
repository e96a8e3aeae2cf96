package shop.order.process;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Optional;
import shop.platform.call.Deadline;
import shop.platform.grpc.client.OutgoingCall;

/**
 * {@code shop.order}, as far as it concerns the process; each setting is explained in {@code order-process.conf}.
 */
record ProcessSettings(
        Duration verificationTimeout,
        Duration pollInterval,
        Duration retryInterval,
        int batchSize,
        int verificationParallelism,
        Duration answerTimeout) {

    /** @throws IllegalArgumentException naming the value and what was expected */
    ProcessSettings {
        positive("verification-timeout", verificationTimeout);
        positive("process.poll-interval", pollInterval);
        positive("process.retry-interval", retryInterval);
        positive("process.batch-size", batchSize);
        positive("process.verification-parallelism", verificationParallelism);
        positive("process.answer-timeout", answerTimeout);
    }

    /** Reads them from the root of a configuration. */
    static ProcessSettings of(Config root) {
        var order = root.getConfig("shop.order");
        var process = order.getConfig("process");
        return new ProcessSettings(
                order.getDuration("verification-timeout"),
                process.getDuration("poll-interval"),
                process.getDuration("retry-interval"),
                process.getInt("batch-size"),
                process.getInt("verification-parallelism"),
                process.getDuration("answer-timeout"));
    }

    /** A question about the user of this order. */
    OutgoingCall question(OpenOrder order) {
        var trace = Optional.of(order.traceparent()).filter(text -> !text.isEmpty());
        return new OutgoingCall(Deadline.after(answerTimeout), Optional.empty(), trace);
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("shop.order." + name + ": " + value + " (expected: > 0)");
        }
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("shop.order." + name + ": " + value + " (expected: at least 1)");
        }
    }
}
