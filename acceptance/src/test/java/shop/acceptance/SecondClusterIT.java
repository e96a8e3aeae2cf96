package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.devstack.Devstack;
import shop.devstack.ServiceNode;

@ExtendWith(SharedSystem.class)
class SecondClusterIT {
    private static final int EXIT_CODE_OF_OWNED_ELSEWHERE = 3;

    @Test
    void aSecondClusterOnTheSameDatabaseNeverServesWritesNothingAndEndsAndTheFirstGoesOn(
            Devstack stack, ClusterState state, Shop shop) {
        var before = state.members(stack.node("user-service", 0));
        var database = stack.postgres().jdbcUrl("shop_users");
        var contents = DatabaseContents.whenQuiet(database);

        try (var outsider = stack.outsider(Map.of("SHOP_OWNERSHIP_TIMEOUT", "8s"))) {
            outsider.launch();

            await().atMost(ClusterState.BOUND)
                    .failFast("the outsider takes traffic", () -> takesTraffic(stack, outsider))
                    .until(() -> !outsider.isAlive());
            assertThat(outsider.exitCode()).isEqualTo(EXIT_CODE_OF_OWNED_ELSEWHERE);
        }
        assertThat(DatabaseContents.read(database)).isEqualTo(contents);

        assertThat(state.members(stack.node("user-service", 0))).isEqualTo(before);
        assertThat(shop.json().get("/v1/users?page_size=1").status()).isEqualTo(200);
    }

    private static boolean takesTraffic(Devstack stack, ServiceNode node) {
        try {
            return Access.of(stack).json(node.uri()).get("/health").status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
