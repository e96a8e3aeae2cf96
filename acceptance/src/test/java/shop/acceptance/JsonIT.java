package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag(SharedSystem.ALSO_SECURE)
@Tag(SharedSystem.ANYWHERE)
@ExtendWith(SharedSystem.class)
class JsonIT {
    @Test
    void aUserCreatedOverJsonIsReadOverJson(Shop shop) {
        var email = Shop.newEmail();

        var created = shop.json().post("/v1/users", "{\"name\": \"Grace Hopper\", \"email\": \"%s\"}".formatted(email));
        var read = shop.json().get("/v1/users/" + created.body().path("id").asText());

        assertThat(created.status()).as(created.toString()).isEqualTo(200);
        assertThat(read.status()).as(read.toString()).isEqualTo(200);
        assertThat(read.body().path("name").asText()).isEqualTo("Grace Hopper");
        assertThat(read.body().path("email").asText()).isEqualTo(email);
    }
}
