package shop.platform.grpc;

import akka.http.javadsl.model.HttpRequest;
import io.grpc.Status.Code;
import java.time.Duration;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;
import shop.platform.call.Deadline;
import shop.platform.call.Excerpt;

/**
 * Reads the deadline of a call from its {@code grpc-timeout} header: up to eight digits and a unit, {@code H M S m u n}
 * for hours down to nanoseconds.
 *
 * @param unspecified the time for a unary call without a deadline
 * @param longest the maximum time of a unary call; streams last as long as their callers ask
 */
public record DeadlinePolicy(Duration unspecified, Duration longest) {

    private static final String HEADER = "grpc-timeout";
    private static final int MAX_DIGITS = 8;

    /**
     * Returns the deadline of a call that arrives now.
     *
     * @throws ApiException INVALID_ARGUMENT when the header is malformed
     */
    Deadline deadline(RpcMethod method, HttpRequest request) {
        return request.getHeader(HEADER)
                .map(header -> deadline(method, parse(header.value())))
                .orElseGet(() -> method.isStreaming() ? Deadline.never() : Deadline.after(unspecified));
    }

    private Deadline deadline(RpcMethod method, Duration timeout) {
        boolean capped = !method.isStreaming() && timeout.compareTo(longest) > 0;
        return Deadline.after(capped ? longest : timeout);
    }

    static Duration parse(String value) {
        int digits = value.length() - 1;
        if (digits < 1 || digits > MAX_DIGITS) {
            throw malformed(value);
        }
        long amount = 0;
        for (int i = 0; i < digits; i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                throw malformed(value);
            }
            amount = amount * 10 + (c - '0');
        }
        return switch (value.charAt(digits)) {
            case 'H' -> Duration.ofHours(amount);
            case 'M' -> Duration.ofMinutes(amount);
            case 'S' -> Duration.ofSeconds(amount);
            case 'm' -> Duration.ofMillis(amount);
            case 'u' -> Duration.ofNanos(amount * 1_000);
            case 'n' -> Duration.ofNanos(amount);
            default -> throw malformed(value);
        };
    }

    private static ApiException malformed(String value) {
        String expected = "grpc-timeout: " + Excerpt.of(value) + " (expected: 1 to 8 digits and one of H M S m u n)";
        return ApiException.builder(Code.INVALID_ARGUMENT, ErrorReason.MALFORMED_HEADER, expected)
                .field(HEADER, expected)
                .build();
    }
}
