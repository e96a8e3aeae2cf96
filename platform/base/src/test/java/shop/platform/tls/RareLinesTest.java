package shop.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RareLinesTest {
    @Test
    void oneLineASecondThatTellsHowManyWentUnsaid() {
        var now = new AtomicLong(5);
        var lines = new RareLines(now::get);

        assertThat(lines.next()).hasValue(0);
        assertThat(lines.next()).isEmpty();
        assertThat(lines.next()).isEmpty();
        now.addAndGet(1_000_000_000);
        assertThat(lines.next()).hasValue(2);
        now.addAndGet(1_000_000_000);
        assertThat(lines.next()).hasValue(0);
    }
}
