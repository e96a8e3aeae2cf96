package shop.platform.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityIdTest {

    @Test
    void everyUuidInLowerCaseCanBeAnId() {
        for (var i = 0; i < 1000; i++) {
            assertThat(EntityId.isPossible(UUID.randomUUID().toString())).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ada",
                "5B0C6F7E-3F0A-4C5E-9D43-0D8A4D1F6A11",
                "5b0c6f7e-3f0a-4c5e-9d43-0d8a4d1f6a1",
                "5b0c6f7e-3f0a-4c5e-9d43-0d8a4d1f6a111",
                "5b0c6f7e03f0a-4c5e-9d43-0d8a4d1f6a11",
                "5b0c6f7-e3f0a-4c5e-9d43-0d8a4d1f6a11",
                "5b0c6f7e-3f0a-4c5e-9d43-0d8a4d1f6a1g",
                "5b0c6f7e-3f0a-4c5e-9d43-0d8a4d1f6a1:",
                "5b0c6f7e-3f0a-4c5e-9d43-0d8a4d1f6a1/",
                "5b0c6f7e-3f0a-4c5e-9d43-0d8a4d1f6a1`",
                "٥b0c6f7e-3f0a-4c5e-9d43-0d8a4d1f6a11"
            })
    void nothingElseCan(String id) {
        assertThat(EntityId.isPossible(id)).isFalse();
    }
}
