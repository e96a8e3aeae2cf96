package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

/** A node under load in simulated time: calls arrive, wait for each other, and end. */
class CallLimitTest {
    private static final int LEAST = 10;
    private static final int MOST = 400;
    private static final Duration FASTEST = Duration.ofMillis(200);
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private long now = Duration.ofDays(1).toNanos();
    private final CallLimit limit = new CallLimit(new CallLimit.Settings(LEAST, MOST, FASTEST), () -> now);

    /** When the calls that run began, and when they will have ended. */
    private final PriorityQueue<Call> running = new PriorityQueue<>();

    private long busyUntil = now;
    private int answered;
    private int late;

    private record Call(long begun, long end, boolean late) implements Comparable<Call> {
        @Override
        public int compareTo(Call other) {
            return Long.compare(end, other.end);
        }
    }

    @Test
    void aNodeThatKeepsUpTakesAllThatItMayTake() {
        load(Duration.ofSeconds(10), 2000, 3000);

        assertThat(limit.limit()).isEqualTo(MOST);
        assertThat(answered).isGreaterThan(19_000);
    }

    @Test
    void aSlowNodeTakesNoMoreThanItAnswersInTime() {
        load(Duration.ofSeconds(5), 900, 300);
        answered = 0;
        late = 0;
        load(Duration.ofSeconds(10), 900, 300);

        assertThat(limit.limit()).isBetween(LEAST, 2 * 300 * (int) FASTEST.toMillis() / 1000);
        assertThat(answered).as("of 3,000 that it can do").isGreaterThan(2_900);
        assertThat(late).as("after half a second").isZero();
    }

    @Test
    void whenTheLoadIsOverItTakesMoreAgain() {
        load(Duration.ofSeconds(5), 900, 300);
        load(Duration.ofSeconds(10), 200, 1000);

        assertThat(limit.limit()).isEqualTo(MOST);
    }

    @Test
    void slowCallsAmongFastOnesAreNoQueue() {
        for (var i = 0; i < 10_000; i++) {
            hold(i % 20 == 0 ? AT_ONCE : FASTEST.multipliedBy(5));
            pass(Duration.ofMillis(10));
        }

        assertThat(limit.limit()).isEqualTo(MOST);
    }

    @Test
    void whereEveryCallEndsTooLateItTakesTheLeast() {
        for (var i = 0; i < 1_000; i++) {
            if (limit.tryBegin()) {
                running.add(new Call(now, now + Duration.ofSeconds(1).toNanos(), true));
            }
            pass(Duration.ofMillis(10));
        }

        assertThat(limit.limit()).isEqualTo(LEAST);
    }

    @Test
    void callsAnsweredOnTheSpotSayNothing() {
        load(Duration.ofSeconds(5), 900, 300);
        var before = limit.limit();
        for (var i = 0; i < 1_000; i++) {
            assertThat(limit.tryBegin()).isTrue();
            limit.endAtOnce();
            now += Duration.ofMillis(10).toNanos();
        }

        assertThat(limit.limit()).isEqualTo(before);
    }

    /** Calls at this rate a second, of which the node ends so many a second, one after another. */
    private void load(Duration time, int arrivals, int ends) {
        var between = Duration.ofSeconds(1).dividedBy(arrivals);
        var work = Duration.ofSeconds(1).dividedBy(ends).toNanos();
        for (var end = now + time.toNanos(); now < end; ) {
            if (limit.tryBegin()) {
                busyUntil = Math.max(busyUntil, now) + work;
                running.add(new Call(now, busyUntil, false));
            }
            pass(between);
        }
        pass(Duration.ofSeconds(5));
    }

    private void hold(Duration time) {
        if (limit.tryBegin()) {
            running.add(new Call(now, now + time.toNanos(), false));
        }
    }

    private void pass(Duration time) {
        var until = now + time.toNanos();
        while (!running.isEmpty() && running.peek().end <= until) {
            var call = running.poll();
            now = call.end;
            if (call.late) {
                limit.endTooLate();
            } else {
                limit.end(call.begun);
                answered++;
                late += call.end - call.begun > Duration.ofMillis(500).toNanos() ? 1 : 0;
            }
        }
        now = until;
    }
}
