package shop.platform.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.typesafe.config.Config;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;
import shop.platform.grpc.CallContext;
import shop.platform.grpc.connection.Networks;
import shop.platform.security.CallQuota;
import shop.platform.security.Caller;

/**
 * One token bucket per caller, on this node alone: a caller who spreads calls over n nodes gets n times as many.
 * Callers without a proven identity share the bucket of their address. Thread-safe.
 */
public final class CallerRates implements CallQuota {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final RateSettings settings;
    private final Set<String> roles;
    private final TimeMeter time;
    private final Cache<String, Bucket> buckets;

    CallerRates(RateSettings settings, Set<String> roles, LongSupplier nanoTime) {
        this.settings = settings;
        this.roles = Set.copyOf(roles);
        time = new Ticks(nanoTime);
        buckets = Caffeine.newBuilder()
                .maximumSize(settings.mostCallers())
                .expireAfterAccess(longestRefill(settings))
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Creates them from the settings under {@code shop.limits.rate}.
     *
     * @param roles that the access rules know; other roles in a token raise no limit
     */
    public static CallerRates of(Config root, Set<String> roles) {
        return new CallerRates(RateSettings.of(root), roles, System::nanoTime);
    }

    @Override
    public void take(Caller caller, CallContext context) {
        if (caller instanceof Caller.DevelopmentAdministrator) {
            return; // on loopback only, where tests and the bench are
        }
        var name = name(caller, context);
        var rate = rate(caller);
        var taken = buckets.get(name, absent -> bucket(rate)).tryConsumeAndReturnRemaining(1);
        if (!taken.isConsumed()) {
            throw exceeded(name, rate, Duration.ofNanos(taken.getNanosToWaitForRefill()));
        }
    }

    /** Returns how many callers have a bucket now. */
    long callers() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    private Rate rate(Caller caller) {
        if (isTrusted(caller, roles)) {
            return settings.trusted();
        }
        return caller instanceof Caller.User ? settings.user() : settings.anonymous();
    }

    /** @param roles that the access rules know */
    static boolean isTrusted(Caller caller, Set<String> roles) {
        return caller instanceof Caller.Service || caller.roles().stream().anyMatch(roles::contains);
    }

    /** Returns the key by which a caller is counted. */
    static String name(Caller caller, CallContext context) {
        return caller instanceof Caller.Anonymous
                ? "address:" + context.source().map(Networks::of).orElse("unknown")
                : caller.name();
    }

    private Bucket bucket(Rate rate) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(rate.burst()).refillGreedy(rate.perSecond(), SECOND))
                .withCustomTimePrecision(time)
                .build();
    }

    /** A bucket that was unused for so long is full, so it can be replaced by a new one. */
    private static Duration longestRefill(RateSettings settings) {
        var seconds = 1L;
        for (var rate : new Rate[] {settings.anonymous(), settings.user(), settings.trusted()}) {
            seconds = Math.max(seconds, rate.burst() / rate.perSecond() + 1L);
        }
        return Duration.ofSeconds(seconds);
    }

    private static ApiException exceeded(String name, Rate rate, Duration wait) {
        return ApiException.builder(Code.RESOURCE_EXHAUSTED, ErrorReason.RATE_LIMIT_EXCEEDED, "You call too often.")
                .quota(name, "at most " + rate.perSecond() + " calls a second, " + rate.burst() + " at once")
                .retryAfter(wait)
                .build();
    }

    private record Ticks(LongSupplier nanoTime) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanoTime.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
