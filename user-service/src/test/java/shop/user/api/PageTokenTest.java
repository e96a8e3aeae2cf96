package shop.user.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.contract.user.ListUsersRequest;
import shop.platform.grpc.ApiException;
import shop.user.domain.Given;
import shop.user.query.UserPage;

class PageTokenTest {
    private final UserPage.Position position =
            new UserPage.Position(Instant.parse("2026-03-01T12:00:00.123456Z"), Given.userId());
    private final PageToken all = PageToken.of(ListUsersRequest.getDefaultInstance());
    private final Validation validation = new Validation();

    @Test
    void aTokenLeadsBackToItsPosition() {
        assertThat(all.position(all.at(position), validation)).contains(position);
        assertThat(all.position("", validation)).isEmpty();
        validation.orThrow();
    }

    @Test
    void thePageSizeMayChangeBetweenPages() {
        var larger = PageToken.of(ListUsersRequest.newBuilder().setPageSize(7).build());

        assertThat(larger.position(all.at(position), validation)).isEqualTo(Optional.of(position));
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
