package shop.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import io.grpc.Status.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rate of a caller, over the wire. What comes back in a second, a slow machine may use up again. */
@Timeout(120)
class RateLimitIT {
    private static final int BURST = 5;
    private static final TestIssuer ISSUER = TestIssuer.withKey("key");
    private static final MethodDescriptor GET_USER =
            SecuredServer.SERVICES.get(0).findMethodByName("GetUser");

    @TempDir
    private Path folder;

    private SecuredServer server;
    private Calls calls;

    @BeforeEach
    void start() throws Exception {
        var jwks = Files.writeString(folder.resolve("jwks.json"), ISSUER.jwks());
        server = SecuredServer.start(SecuredServer.enforced(
                "shop.security.tokens.jwks-file = \"" + jwks + "\"",
                "shop.limits.rate.anonymous { per-second = 1, burst = " + BURST + " }",
                "shop.limits.rate.user { per-second = 1, burst = " + BURST + " }"));
        calls = new Calls(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aUserWhoCallsTooOftenIsRefusedAndAnotherIsNot() {
        assertThat(answers(4 * BURST, bearer(ISSUER.token(SecuredServer.OWNER))))
                .contains(Code.OK, Code.RESOURCE_EXHAUSTED);

        assertThat(answers(1, bearer(ISSUER.token(SecuredServer.OTHER)))).doesNotContain(Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void aFloodOfCallsWithoutANameIsCutOffBeforeItFillsTheRecordOfDenials() {
        assertThat(answers(10 * BURST, Map.of())).contains(Code.UNAUTHENTICATED, Code.RESOURCE_EXHAUSTED);

        assertThat(server.denied).hasSizeLessThan(10 * BURST);
    }

    @Test
    void tokensThatAreNotGoodCountForTheAddressTheyComeFrom() {
        assertThat(answers(4 * BURST, bearer("nonsense"))).contains(Code.UNAUTHENTICATED, Code.RESOURCE_EXHAUSTED);

        assertThat(answers(1, bearer(ISSUER.token(SecuredServer.OWNER)))).doesNotContain(Code.RESOURCE_EXHAUSTED);
    }

    private List<Code> answers(int count, Map<String, String> headers) {
        var request = Calls.request(GET_USER, SecuredServer.OWNER, SecuredServer.OWNER);
        return IntStream.range(0, count)
                .mapToObj(i -> calls.grpc(GET_USER, request, headers))
                .toList();
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("authorization", "Bearer " + token);
    }
}
