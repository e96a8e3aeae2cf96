package shop.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestGuardTest {
    private final RequestGuard guard = new RequestGuard(9000);
    private final Headers headers = new Headers();

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9000", "localhost:9000", "[::1]:9000"})
    void whoeverTypesALoopbackAddressSeesThePage(String host) {
        headers.set("Host", host);

        assertThat(guard.refusal("GET", headers)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example:9000", "127.0.0.1", "127.0.0.1:9001", "127.0.0.1.evil.example:9000"})
    void aNameThatHasBeenPointedAtLoopbackSeesNothing(String host) {
        headers.set("Host", host);

        assertThat(guard.refusal("GET", headers))
                .hasValueSatisfying(why -> assertThat(why).contains(host));
    }

    @Test
    void withoutAHostNobodySeesAnything() {
        assertThat(guard.refusal("GET", headers)).isPresent();
    }

    @Test
    void thePageItselfMayChangeThings() {
        fromThePage();

        assertThat(guard.refusal("POST", headers)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "http://localhost:9000", "https://127.0.0.1:9000", "null"})
    void anotherPageMayNeitherChangeNorRead(String origin) {
        fromThePage();
        headers.set("Origin", origin);

        assertThat(guard.refusal("POST", headers)).isPresent();
        assertThat(guard.refusal("GET", headers)).isPresent();
    }

    @Test
    void aFormCannotSetTheHeaderWithoutWhichNothingIsChanged() {
        fromThePage();
        headers.remove(RequestGuard.HEADER);

        assertThat(guard.refusal("POST", headers)).isPresent();
    }

    @Test
    void withoutAnOriginNothingIsChanged() {
        fromThePage();
        headers.remove("Origin");

        assertThat(guard.refusal("POST", headers)).isPresent();
    }

    private void fromThePage() {
        headers.set("Host", "127.0.0.1:9000");
        headers.set("Origin", "http://127.0.0.1:9000");
        headers.set(RequestGuard.HEADER, "page");
    }
}
