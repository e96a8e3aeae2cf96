package shop.platform.resilience;

import com.typesafe.config.Config;
import io.grpc.Status;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How gRPC retries within one call, as in its service config (gRFC A6). gRPC varies each pause by a fifth, obeys
 * the server's {@code grpc-retry-pushback-ms}, and counts attempts of a whole channel against the budget.
 *
 * @param maxAttempts 1 to 5, the first attempt included
 * @param maxBackoff the longest pause
 * @param backoffMultiplier factor by which each pause is longer than the last
 * @param retryableCodes failures that may be retried
 */
public record RetryPolicy(
        int maxAttempts,
        Duration initialBackoff,
        Duration maxBackoff,
        double backoffMultiplier,
        Set<Status.Code> retryableCodes,
        Budget budget) {

    /**
     * Bounds the retries of a channel: a failure takes a token, a success gives {@code tokenRatio} of one back, and there are
     * retries only while more than half of the tokens are left.
     *
     * @param maxTokens 1 to 1000
     * @param tokenRatio above 0 and up to 1, to three decimal places: the long-term fraction of calls that may be
     * retries
     */
    public record Budget(int maxTokens, double tokenRatio) {

        /** @throws IllegalArgumentException naming the value and what was expected */
        public Budget {
            if (maxTokens < 1 || maxTokens > 1000) {
                throw new IllegalArgumentException("max-tokens: " + maxTokens + " (expected: 1 to 1000)");
            }
            if (!(tokenRatio >= 0.001 && tokenRatio <= 1)) {
                throw new IllegalArgumentException("token-ratio: " + tokenRatio + " (expected: 0.001 to 1)");
            }
        }
    }

    private static final int MOST_ATTEMPTS = 5; // gRPC silently treats more as 5

    /** @throws IllegalArgumentException naming the value and what was expected */
    public RetryPolicy {
        if (maxAttempts < 1 || maxAttempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException(
                    "max-attempts: " + maxAttempts + " (expected: 1 to " + MOST_ATTEMPTS + ")");
        }
        Check.positive("initial-backoff", initialBackoff);
        Check.atLeast("max-backoff", maxBackoff, initialBackoff);
        if (!(backoffMultiplier >= 1)) {
            throw new IllegalArgumentException("backoff-multiplier: " + backoffMultiplier + " (expected: at least 1)");
        }
        retryableCodes = Set.copyOf(retryableCodes);
        if (retryableCodes.isEmpty() || retryableCodes.contains(Status.Code.OK)) {
            throw new IllegalArgumentException("retryable-codes: " + retryableCodes + " (expected: failures)");
        }
    }

    /**
     * Reads {@code shop.resilience.<target>.retry}.
     *
     * @throws IllegalArgumentException when a value is invalid
     */
    public static RetryPolicy of(Config root, String target) {
        String path = GuardSettings.path(target) + ".retry";
        Config config = root.getConfig(path);
        try {
            return new RetryPolicy(
                    config.getInt("max-attempts"),
                    config.getDuration("initial-backoff"),
                    config.getDuration("max-backoff"),
                    config.getDouble("backoff-multiplier"),
                    EnumSet.copyOf(config.getEnumList(Status.Code.class, "retryable-codes")),
                    new Budget(config.getInt("budget.max-tokens"), config.getDouble("budget.token-ratio")));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns the service config for a channel's {@code defaultServiceConfig}. Methods that are not listed are never
     * retried.
     *
     * @param idempotentMethods full names, such as {@code catalog.CatalogService/GetItem}, of methods that may run twice without harm
     */
    public Map<String, Object> serviceConfig(Collection<String> idempotentMethods) {
        if (maxAttempts == 1 || idempotentMethods.isEmpty()) {
            return Map.of();
        }
        return Map.of(
                "methodConfig",
                List.of(Map.of(
                        "name",
                        idempotentMethods.stream().map(RetryPolicy::name).toList(),
                        "retryPolicy",
                        Map.of(
                                "maxAttempts", (double) maxAttempts,
                                "initialBackoff", seconds(initialBackoff),
                                "maxBackoff", seconds(maxBackoff),
                                "backoffMultiplier", backoffMultiplier,
                                "retryableStatusCodes",
                                        retryableCodes.stream()
                                                .map(Enum::name)
                                                .sorted()
                                                .toList()))),
                "retryThrottling",
                Map.of("maxTokens", (double) budget.maxTokens(), "tokenRatio", budget.tokenRatio()));
    }

    private static Map<String, String> name(String fullMethod) {
        int slash = fullMethod.indexOf('/');
        if (slash <= 0 || slash == fullMethod.length() - 1) {
            throw new IllegalArgumentException("method: " + fullMethod + " (expected: package.Service/Method)");
        }
        return Map.of("service", fullMethod.substring(0, slash), "method", fullMethod.substring(slash + 1));
    }

    /** Formats a duration as in protobuf's JSON, e.g. {@code 0.050000000s}. */
    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%d.%09ds", duration.getSeconds(), duration.getNano());
    }
}
