package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentReadsTest {
    private final AtomicBoolean current = new AtomicBoolean(true);
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final RecentReads<String> reads = new RecentReads<>(current::get, nanos::get);

    @Test
    void anAnswerIsFoundUntilItIsForgotten() {
        assertThat(reads.find("a")).isEmpty();

        reads.keep("a", "first");
        reads.keep("a", "second");
        assertThat(reads.find("a")).contains("second");
        assertThat(reads.find("b")).isEmpty();

        reads.forget("a");
        assertThat(reads.find("a")).isEmpty();
    }

    @Test
    void anAnswerIsGoodForASetTimeFromWhenItWasGivenHoweverOftenItIsFound() {
        reads.keep("a", "answer");

        nanos.addAndGet(RecentReads.GOOD_FOR.toNanos());
        assertThat(reads.find("a")).contains("answer");

        nanos.incrementAndGet();
        assertThat(reads.find("a")).isEmpty();
    }

    @Test
    void aNodeThatOthersMayHaveOvertakenFindsNothing() {
        reads.keep("a", "answer");

        current.set(false);
        assertThat(reads.find("a")).isEmpty();

        current.set(true);
        assertThat(reads.find("a")).contains("answer");
    }
}
