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
 * What gRPC's retry throttle (gRFC A6) has left, kept beside it by the same rule, because it tells nobody: an answer that begins
 * gives a part of a token back, whatever comes of it, and an attempt that ends before that with a failure that could be retried
 * takes one. It sees each attempt of the calls that it is a stream tracer of. Thread-safe.
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

    /** That of a channel with this service config; one without retries never spends any. */
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

    /** The part that is left. */
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
