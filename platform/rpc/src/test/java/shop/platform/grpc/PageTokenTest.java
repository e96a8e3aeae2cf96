package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.contract.user.ListUsersRequest;
import shop.platform.call.ApiException;
import shop.platform.query.Position;

class PageTokenTest {
    private static final Message ALL = ListUsersRequest.getDefaultInstance();

    private final Position position = new Position(
            Instant.parse("2026-03-01T12:00:00.123456Z"), UUID.randomUUID().toString());
    private final PageToken all = tokens("secret", ALL);
    private final RequestValidation validation = new RequestValidation();

    @Test
    void aTokenLeadsBackToItsPosition() {
        assertThat(all.position(all.at(position), validation)).contains(position);
        assertThat(all.position("", validation)).isEmpty();
        validation.orThrow();
    }

    @Test
    void everyNodeWithTheSameSecretTakesIt() {
        assertThat(tokens("secret", ALL).position(all.at(position), validation)).contains(position);
        validation.orThrow();
    }

    @Test
    void aTokenOfAnotherFilterIsRefused() {
        var some = tokens(
                "secret", ListUsersRequest.newBuilder().setNamePrefix("A").build());

        refused(some, all.at(position));
    }

    @Test
    void aTokenOfAnotherSecretIsRefused() {
        refused(tokens("another", ALL), all.at(position));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"+1000000000-12-31T23:59:59.999999999Z", "-1000000000-01-01T00:00:00Z", "2026-03-01T12:00:01Z"})
    void aPositionThatTheServiceDidNotGiveOutIsRefused(String time) {
        var parts = new String(Base64.getUrlDecoder().decode(all.at(position)), StandardCharsets.UTF_8).split(" ");
        var forged = String.join(" ", time, parts[1], parts[2]);

        refused(all, Base64.getUrlEncoder().encodeToString(forged.getBytes(StandardCharsets.UTF_8)));
    }

    /** Those of the release before were position and digest of the filter, for anybody to make. */
    @Test
    void aTokenWithoutSignatureIsRefused() {
        var unsigned = String.join(" ", position.createdAt().toString(), position.id(), Fingerprint.of(ALL));

        refused(all, Base64.getUrlEncoder().encodeToString(unsigned.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "%%%", "AAAA", "MjAyNiB4IHk", " ", "ICAg"})
    void whatIsNotATokenIsRefused(String token) {
        refused(all, token);
    }

    private void refused(PageToken list, String token) {
        assertThat(list.position(token, validation)).isEmpty();
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(validation::orThrow)
                .withMessageContaining("page_token");
    }

    private static PageToken tokens(String secret, Message filter) {
        var key = secret.getBytes(StandardCharsets.UTF_8);
        return new PageTokens(() -> CompletableFuture.completedFuture(key))
                .of(filter)
                .toCompletableFuture()
                .join();
    }
}
