package shop.platform.grpc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.grpc.Status;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private static final Map<String, ?> CONFIG = Map.of(
            "methodConfig",
            List.of(Map.of("retryPolicy", Map.of("retryableStatusCodes", List.of("UNAVAILABLE")))),
            "retryThrottling",
            Map.of("maxTokens", 10.0, "tokenRatio", 0.1));

    private final RetryBudget budget = RetryBudget.of(CONFIG);

    @Test
    void aFailureThatCouldBeRetriedTakesATokenAndASuccessGivesAPartOfOneBack() {
        budget.ended(Status.Code.UNAVAILABLE);
        assertThat(budget.left()).isEqualTo(0.9);

        budget.ended(Status.Code.OK);
        assertThat(budget.left()).isCloseTo(0.91, within(1e-9));
    }

    @Test
    void otherFailuresTakeNothing() {
        budget.ended(Status.Code.NOT_FOUND);

        assertThat(budget.left()).isEqualTo(1);
    }

    @Test
    void itIsNeverLessThanNothingNorMoreThanAll() {
        for (int i = 0; i < 20; i++) {
            budget.ended(Status.Code.UNAVAILABLE);
        }
        assertThat(budget.left()).isZero();

        for (int i = 0; i < 200; i++) {
            budget.ended(Status.Code.OK);
        }
        assertThat(budget.left()).isEqualTo(1);
    }

    @Test
    void withoutRetriesThereIsAlwaysAllOfIt() {
        var unused = RetryBudget.of(Map.of());

        unused.ended(Status.Code.UNAVAILABLE);

        assertThat(unused.left()).isEqualTo(1);
    }
}
