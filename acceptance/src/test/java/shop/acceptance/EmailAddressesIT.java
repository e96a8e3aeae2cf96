package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.devstack.Deployment;
import shop.devstack.Devstack;
import shop.devstack.ServiceNode;

@ExtendWith(SharedSystem.class)
@Tag("consul")
class EmailAddressesIT {
    private static final Duration BOUND = Duration.ofSeconds(60);

    /** One address in two spellings, which to the first release are two. */
    private static final Map<String, String> SPELLINGS = Map.of(
            "%s.ΟΔΟΣ@example.com", "%s.οδοσ@example.com",
            "%s@bücher.example.com", "%s@xn--bcher-kva.example.com",
            "%s@example。com", "%s@example.com",
            "\"%s.x\"@example.com", "%s.x@example.com");

    @Test
    void anAddressThatANodeOfThePreviousReleaseGaveOutIsTakenForTheOthersAtOnceAndStaysTaken(Devstack stack)
            throws IOException {
        var cluster = new ClusterState(stack, "user-service");
        var old = stack.node("user-service", 1);
        deploy(old, Deployment.of(RollingUpgradeIT.previousRelease(), SharedSystem.nextVersion()), cluster);
        var taken = new ArrayList<String>();
        try (var before = shop(stack, 1);
                var now = shop(stack, 2)) {
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

        deploy(old, Deployment.of(SharedSystem.nextVersion()), cluster);
        try (var again = shop(stack, 1)) {
            for (var email : taken) {
                assertThat(create(again, email)).as(email).isEqualTo("EMAIL_TAKEN");
            }
            await().atMost(BOUND)
                    .untilAsserted(() -> assertThat(taken)
                            .allSatisfy(email ->
                                    assertThat(found(again, email)).as(email).isEqualTo(1)));
        }
    }

    private static void deploy(ServiceNode node, Deployment deployment, ClusterState cluster) {
        node.deploy(deployment);
        node.restart();
        cluster.awaitWhole();
    }

    private static Shop shop(Devstack stack, int node) {
        return new Shop(Access.of(stack), stack.node("user-service", node).uri());
    }

    private static String create(Shop shop, String email) {
        var answer = shop.json()
                .post(
                        "/v1/users",
                        "{\"name\": \"Ada\", \"email\": \"" + email.replace("\"", "\\\"") + "\", \"request_id\": \""
                                + UUID.randomUUID() + "\"}");
        return answer.status() == 200
                ? "created"
                : answer.body()
                        .path("error")
                        .path("details")
                        .path(0)
                        .path("reason")
                        .asText();
    }

    private static int found(Shop shop, String email) {
        return shop.json()
                .get("/v1/users?email=" + URLEncoder.encode(email, StandardCharsets.UTF_8))
                .body()
                .path("users")
                .size();
    }
}
