package shop.platform.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PageCollectorTest {
    private final PageCollector<Integer> page =
            new PageCollector<>(3, item -> new Position(Instant.EPOCH, String.valueOf(item)));

    @Test
    void aPageHasAsManyItemsAsWereAskedForAndLeadsToTheNext() {
        fill(4, 1);

        assertThat(page.page().items()).containsExactly(1, 2, 3);
        assertThat(page.page().next()).map(Position::id).contains("3");
    }

    @Test
    void theLastPageLeadsNowhere() {
        fill(3, 1);

        assertThat(page.page().items()).containsExactly(1, 2, 3);
        assertThat(page.page().next()).isEmpty();
    }

    @Test
    void aPageEndsEarlyWhenItHasManyBytes() {
        fill(3, PageCollector.MAX_BYTES / 2);

        assertThat(page.page().items()).containsExactly(1, 2);
        assertThat(page.page().next()).map(Position::id).contains("2");
    }

    @Test
    void anItemThatIsTooLargeIsAPageOfItsOwn() {
        fill(2, 2 * PageCollector.MAX_BYTES);

        assertThat(page.page().items()).containsExactly(1);
        assertThat(page.page().next()).map(Position::id).contains("1");
    }

    private void fill(int items, long bytes) {
        for (int i = 1; i <= items && page.add(i, bytes); i++) {
            assertThat(i).isLessThanOrEqualTo(items);
        }
    }
}
