package shop.platform.grpc.client;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rest of gRPC's retry throttle (gRFC A6), computed separately by the same rule, because gRPC does not expose it:
 * an answer that begins gives back a part of a token, whatever its result, and an attempt that ends before that with a
 * retryable failure takes one. As a stream tracer it sees each attempt. Thread-safe.
 */
final class RetryBudget extends ClientStreamTracer.Factory {

    private final double maxTokens;
    private final double tokenRatio;
    private final Set<String> retryable;
    private double tokens;

    private RetryBudget(double maxTokens, double tokenRatio, Set<String> retryable) {
        this.maxTokens = maxTokens;
        this.tokenRatio = tokenRatio;
        this.retryable = retryable;
        this.tokens = maxTokens;
    }

    /** Returns the budget of a channel with this service config; without retries it is never spent. */
    static RetryBudget of(Map<String, ?> serviceConfig) {
        if (!(serviceConfig.get("retryThrottling") instanceof Map<?, ?> throttle)) {
            return new RetryBudget(1, 0, Set.of());
        }
        Set<String> retryable = maps(serviceConfig.get("methodConfig"))
                .flatMap(method -> maps(List.of(method.get("retryPolicy"))))
                .flatMap(policy -> ((Collection<?>) policy.get("retryableStatusCodes")).stream())
                .map(Object::toString)
                .collect(Collectors.toUnmodifiableSet());
        return new RetryBudget(number(throttle.get("maxTokens")), number(throttle.get("tokenRatio")), retryable);
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new ClientStreamTracer() {
            private volatile boolean answered;

            @Override
            public void inboundHeaders() {
                answered = true;
                answered();
            }

            @Override
            public void streamClosed(Status status) {
                if (!answered) {
                    failed(status.getCode());
                }
            }
        };
    }

    private synchronized void answered() {
        tokens = Math.min(maxTokens, tokens + tokenRatio);
    }

    private synchronized void failed(Status.Code code) {
        if (retryable.contains(code.name())) {
            tokens = Math.max(0, tokens - 1);
        }
    }

    /** Returns the remaining part. */
    synchronized double left() {
        return tokens / maxTokens;
    }

    private static Stream<Map<?, ?>> maps(Object list) {
        return ((Collection<?>) list).stream().map(element -> (Map<?, ?>) element);
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }
}
