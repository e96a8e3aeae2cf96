package shop.order.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import shop.platform.entity.EntityId;

class OrderIdTest {
    @Test
    void aRepeatableRequestAlwaysCreatesTheSameOrder() {
        var id = OrderId.forCreation(Given.request("3f1c2f0e-4b0a-4a86-9c0e-1f6d2f6a7b10", "first"));

        assertThat(id).isEqualTo(OrderId.forCreation(Given.request("3f1c2f0e-4b0a-4a86-9c0e-1f6d2f6a7b10", "second")));
        assertThat(EntityId.isPossible(id)).isTrue();
        // Ids must stay what they are from release to release, or a repetition would create a second order.
        assertThat(id).isEqualTo("0f6a8723-0d08-88fc-afaf-81ec7e31a9a7");
    }

    @Test
    void everyOtherRequestCreatesAnotherOrder() {
        assertThat(OrderId.forCreation(Given.request())).isNotEqualTo(OrderId.forCreation(Given.request()));
    }
}
