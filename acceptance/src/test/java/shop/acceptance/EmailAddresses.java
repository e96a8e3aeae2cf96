package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import shop.devstack.Devstack;

/**
 * Addresses that a node of the previous release gave out in spellings that are addresses of their own to it, and what nodes of this
 * release make of them.
 */
final class EmailAddresses {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String UNKNOWN = "unknown";

    /** One address in two spellings, which to the first release are two. */
    private static final Map<String, String> SPELLINGS = Map.of(
            "%s.ΟΔΟΣ@example.com", "%s.οδοσ@example.com",
            "%s@bücher.example.com", "%s@xn--bcher-kva.example.com",
            "%s@example。com", "%s@example.com",
            "\"%s.x\"@example.com", "%s.x@example.com");

    private final List<String> taken = new ArrayList<>();

    /**
     * Takes addresses at a node of the previous release, and asserts that a node of this one refuses them at once, and the other way
     * round.
     *
     * @param previous its index among those of user-service
     */
    void take(Devstack stack, int previous, int current) {
        try (var before = shop(stack, previous);
                var now = shop(stack, current)) {
            for (var round = 0; round < 10; round++) {
                for (var spelling : SPELLINGS.entrySet()) {
                    var unique = UUID.randomUUID().toString();
                    assertThat(create(before, spelling.getKey().formatted(unique)))
                            .isEqualTo("created");

                    taken.add(spelling.getValue().formatted(unique));
                    assertThat(create(now, spelling.getValue().formatted(unique)))
                            .as(spelling.getValue())
                            .isEqualTo("EMAIL_TAKEN");
                }
            }
            // What this release gives out under an address's own key, the previous one honours.
            var mine = UUID.randomUUID() + "@bücher.example.com";
            assertThat(create(now, mine)).isEqualTo("created");
            assertThat(create(before, mine)).isEqualTo("EMAIL_TAKEN");
        }
    }

    /** Asserts that they stay taken, and that each is found, at a node of this release that was one of the previous. */
    void assertStillTaken(Devstack stack, int node) {
        try (var again = shop(stack, node)) {
            for (var email : taken) {
                assertThat(create(again, email)).as(email).isEqualTo("EMAIL_TAKEN");
            }
            await().atMost(BOUND)
                    .untilAsserted(() -> assertThat(taken)
                            .allSatisfy(email ->
                                    assertThat(found(again, email)).as(email).isEqualTo(1)));
        }
    }

    private static Shop shop(Devstack stack, int node) {
        return new Shop(Access.of(stack), stack.node("user-service", node).uri());
    }

    /** A call whose outcome is unknown, which happens while nodes are replaced, is made again with the same request id. */
    private static String create(Shop shop, String email) {
        var request = "{\"name\": \"Ada\", \"email\": \"" + email.replace("\"", "\\\"") + "\", \"request_id\": \""
                + UUID.randomUUID() + "\"}";
        return await().pollDelay(Duration.ZERO)
                .atMost(BOUND)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> outcome(shop.json().post("/v1/users", request)), outcome -> !outcome.equals(UNKNOWN));
    }

    private static String outcome(JsonClient.Answer answer) {
        return switch (answer.status()) {
            case 200 -> "created";
            case 503, 504 -> UNKNOWN;
            default ->
                answer.body()
                        .path("error")
                        .path("details")
                        .path(0)
                        .path("reason")
                        .asText();
        };
    }

    private static int found(Shop shop, String email) {
        return shop.json()
                .get("/v1/users?email=" + URLEncoder.encode(email, StandardCharsets.UTF_8))
                .body()
                .path("users")
                .size();
    }
}
