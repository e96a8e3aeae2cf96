package shop.user.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class UserIdTest {
    @Test
    void aRepeatableRequestAlwaysCreatesTheSameUser() {
        var id = UserId.forCreation(Given.request("3f1c2f0e-4b0a-4a86-9c0e-1f6d2f6a7b10", "first"));

        assertThat(id).isEqualTo(UserId.forCreation(Given.request("3f1c2f0e-4b0a-4a86-9c0e-1f6d2f6a7b10", "second")));
        assertThat(id).isNotEqualTo(UserId.forCreation(Given.request("3f1c2f0e-4b0a-4a86-9c0e-1f6d2f6a7b11", "first")));
        assertThat(UUID.fromString(id).version()).isEqualTo(8);
        assertThat(UUID.fromString(id).variant()).isEqualTo(2);
        // Ids must stay what they are from release to release, or a repetition would create a second user.
        assertThat(id).isEqualTo("01c68a4a-fad2-8f8b-b4c9-a1ae636f7b29");
    }

    @Test
    void everyOtherRequestCreatesAnotherUser() {
        assertThat(UserId.forCreation(Given.request())).isNotEqualTo(UserId.forCreation(Given.request()));
    }
}
