package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.contract.user.ListUsersRequest;
import shop.platform.query.Position;

class PageTokenTest {
    private final Position position = new Position(
            Instant.parse("2026-03-01T12:00:00.123456Z"), UUID.randomUUID().toString());
    private final PageToken all = PageToken.of(ListUsersRequest.getDefaultInstance());
    private final RequestValidation validation = new RequestValidation();

    @Test
    void aTokenLeadsBackToItsPosition() {
        assertThat(all.position(all.at(position), validation)).contains(position);
        assertThat(all.position("", validation)).isEmpty();
        validation.orThrow();
    }

    @Test
    void aTokenOfAnotherFilterIsRefused() {
        var some = PageToken.of(ListUsersRequest.newBuilder().setNamePrefix("A").build());

        some.position(all.at(position), validation);

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(validation::orThrow)
                .withMessageContaining("page_token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "%%%", "AAAA", "MjAyNiB4IHk"})
    void whatIsNotATokenIsRefused(String token) {
        all.position(token, validation);

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(validation::orThrow)
                .withMessageContaining("page_token");
    }
}
