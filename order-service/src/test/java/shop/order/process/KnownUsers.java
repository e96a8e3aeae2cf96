package shop.order.process;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import shop.order.domain.UserStanding;
import shop.order.users.UserDirectory;
import shop.platform.grpc.client.OutgoingCall;

/** A directory that knows what a test tells it, and nothing of all other users. */
final class KnownUsers implements UserDirectory {
    private static final UserStanding UNDETERMINED = new UserStanding.Undetermined();

    private final Map<String, UserStanding> standings = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private volatile boolean hanging;

    /** From now on questions about unknown users take all the time that they may. */
    void hang() {
        hanging = true;
    }

    void answer(UUID user, UserStanding standing) {
        standings.put(user.toString(), standing);
    }

    /** Waits until so many more questions have been asked. */
    void awaitQuestions(int count) {
        var from = questions.get();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> questions.get() >= from + count);
    }

    void forgetMostAtOnce() {
        mostAtOnce.set(0);
    }

    int mostAtOnce() {
        return mostAtOnce.get();
    }

    @Override
    public CompletionStage<UserStanding> standing(String userId, OutgoingCall call) {
        var standing = standings.getOrDefault(userId, UNDETERMINED);
        var takes = hanging && standing == UNDETERMINED
                ? call.deadline().remaining().toMillis()
                : 5;
        mostAtOnce.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        questions.incrementAndGet();
        return new CompletableFuture<UserStanding>()
                .completeOnTimeout(standing, takes, MILLISECONDS)
                .whenComplete((answer, failure) -> inFlight.decrementAndGet());
    }
}
