package shop.user.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.grpc.Status.Code;
import java.time.Duration;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;

/**
 * How often a user learns that somebody else has an e-mail address. Whoever could ask without end would find out who is a user
 * of the shop. An answer is taken before the address is asked for and given back when it was free, so that many questions at
 * once get no more; once none is left, free addresses are refused as well. Counted on each node; thread-safe.
 */
final class TakenAnswers {
    static final int MOST = 5;
    static final Duration PERIOD = Duration.ofHours(1);

    /** About 300 bytes each; those who have asked least recently are forgotten first. */
    private static final int MOST_USERS = 100_000;

    private final TimeMeter time;
    private final Cache<String, Bucket> buckets;

    TakenAnswers() {
        this(TimeMeter.SYSTEM_NANOTIME);
    }

    TakenAnswers(TimeMeter time) {
        this.time = time;
        buckets = Caffeine.newBuilder()
                .maximumSize(MOST_USERS)
                .expireAfterAccess(PERIOD.plusMinutes(1))
                .build();
    }

    /** @throws ApiException RESOURCE_EXHAUSTED when the user has had as many answers as there are */
    void take(String user) {
        var taken = buckets.get(user, absent -> bucket()).tryConsumeAndReturnRemaining(1);
        if (!taken.isConsumed()) {
            throw ApiException.builder(
                            Code.RESOURCE_EXHAUSTED,
                            ErrorReason.TOO_MANY_TAKEN_ADDRESSES,
                            "Too many of the addresses that you asked for belong to others.")
                    .quota("user:" + user, "at most " + MOST + " addresses of others per hour")
                    .retryAfter(Duration.ofNanos(taken.getNanosToWaitForRefill()))
                    .build();
        }
    }

    /** The address was nobody else's, or nothing was learnt of it. */
    void giveBack(String user) {
        buckets.get(user, absent -> bucket()).addTokens(1);
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(MOST).refillGreedy(MOST, PERIOD))
                .withCustomTimePrecision(time)
                .build();
    }
}
