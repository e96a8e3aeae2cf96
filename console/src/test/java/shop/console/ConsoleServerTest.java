package shop.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleServerTest {
    private static final String ORDER = "0b9a4b8e-61a3-4f6e-9a2c-6f1f6a3d2b10";

    private final StandInSystem system = new StandInSystem();
    private final ConsoleServer console = ConsoleServer.start(system.settings());
    private final Browser browser = new Browser(console.uri());

    @AfterEach
    void stop() {
        browser.close();
        console.close();
        system.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8",
        "/console.js, text/javascript; charset=utf-8",
        "/console.css, text/css; charset=utf-8",
        "/icon.svg, image/svg+xml",
        "/vendor/lit-html/lit-html.js, text/javascript; charset=utf-8"
    })
    void servesThePageWithAPolicyThatLetsNothingElseIn(String path, String type) {
        var answer = browser.get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains(type);
        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'self';"));
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing.html",
                "/shop/console/Main.class",
                "/../Main.class",
                "/%2e%2e/shop/console/Main.class",
                "/vendor",
                "/vendor/lit-html/LICENSE"
            })
    void servesNothingBesides(String path) {
        assertThat(browser.get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void aNameThatHasBeenPointedAtLoopbackGetsNothing() {
        assertThat(browser.statusAs("evil.example:" + console.uri().getPort(), "/api/events"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void anotherPageCannotMakeTrouble() {
        var answer = browser.postFrom("http://evil.example", "/api/parts/order-service-0/stop");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(system.received()).noneMatch(request -> request.startsWith("POST"));
    }

    @Test
    void putsTogetherWhatDiscoveryTheClusterAndTheMetricsSayOfANode() {
        browser.watch();

        eventually(() -> {
            var service = browser.state().at("/services/0");
            assertThat(service.at("/name").asText()).isEqualTo("order-service");
            assertThat(service.at("/instances")).hasSize(1);
            var instance = service.at("/instances/0");
            assertThat(instance.at("/name").asText()).isEqualTo("order-service-0");
            assertThat(instance.at("/version").asText()).isEqualTo("1.2.3");
            assertThat(instance.at("/discovery").asText()).isEqualTo("passing");
            assertThat(instance.at("/health").asText()).isEqualTo("serving");
            assertThat(instance.at("/member").asText()).isEqualTo("Up");
            assertThat(instance.at("/leader").asBoolean()).isTrue();
            assertThat(instance.at("/oldest").asBoolean()).isTrue();
            assertThat(instance.at("/part/state").asText()).isEqualTo("RUNNING");
            assertThat(instance.at("/shards/Order/count").asInt()).isEqualTo(2);
            assertThat(instance.at("/shards/Order/entities").asInt()).isEqualTo(7);
            assertThat(instance.at("/measures/heap").asDouble()).isEqualTo(104857600);
            assertThat(service.at("/guards/0/state").asText()).isEqualTo("OPEN");
            assertThat(service.at("/guards/0/instance").asText()).isEqualTo("order-service-0");
            assertThat(service.at("/projections/0/events").asDouble()).isEqualTo(17);
            assertThat(service.at("/projections/0/seconds").asDouble()).isEqualTo(2.5);
            assertThat(service.at("/consumers/0/records").asDouble()).isEqualTo(5);
            assertThat(browser.state().at("/orders/0/id").asText()).isEqualTo(ORDER);
            assertThat(browser.state().at("/infrastructure/0/name").asText()).isEqualTo("kafka");
        });
    }

    @Test
    void showsAChangeAsItHappens() {
        browser.watch();
        eventually(() -> assertThat(
                        browser.state().at("/services/0/instances/0/discovery").asText())
                .isEqualTo("passing"));

        system.check("critical");

        eventually(() -> assertThat(
                        browser.state().at("/services/0/instances/0/discovery").asText())
                .isEqualTo("critical"));
    }

    @Test
    void saysWhatItCannotSeeAndShowsTheRest() {
        system.silence("GET /metrics");
        system.silence("GET /v1/catalog/services");
        browser.watch();

        eventually(() -> {
            assertThat(browser.state().at("/discovery").asText()).isEqualTo("silent");
            var instance = browser.state().at("/services/0/instances/0");
            assertThat(instance.at("/health").asText()).isEqualTo("serving");
            assertThat(instance.has("measures")).isFalse();
            assertThat(browser.state().has("traces")).isFalse();
            assertThat(browser.state().has("audit")).isFalse();
        });
    }

    @Test
    void asksNobodyAnythingWhileNobodyLooks() {
        browser.get("/");

        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(30))
                .until(() -> system.received().isEmpty());
    }

    @Test
    void aCallOfTheApiIsPassedOnAndSoIsWhatIsWrongWithIt() {
        system.answer("POST /v1/orders", 400, "{\"error\":{\"message\":\"quantity\"}}");
        seen();

        var answer = browser.post("/api/orders", "{\"user_id\":\"x\"}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("quantity");
        assertThat(system.received()).contains("POST /v1/orders {\"user_id\":\"x\"}");
    }

    @Test
    void anOrderIsShippedByItsId() {
        system.answer("POST /v1/orders/" + ORDER + ":ship", 200, "{}");
        seen();

        assertThat(browser.post("/api/orders/" + ORDER + "/ship", "{}").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/orders/x/ship", "/api/v1/orders", "/api/parts/kafka/format", "/api/parts/../stop"})
    void whatThePageDoesNotOfferIsNotPassedOn(String path) {
        assertThat(browser.post(path, "{}").statusCode()).isEqualTo(404);
        assertThat(system.received()).noneMatch(request -> request.startsWith("POST"));
    }

    @Test
    void withoutAnInstanceThatServesACallIsRefusedAtOnce() {
        var answer = browser.post("/api/users", "{}");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("user-service");
    }

    @Test
    void troubleIsMadeWithTheTokenOfTheStart() {
        system.answer("POST /parts/kafka/freeze", 200, "{}");

        assertThat(browser.post("/api/parts/kafka/freeze", "{}").statusCode()).isEqualTo(200);
        assertThat(system.received()).contains("POST /parts/kafka/freeze  Bearer " + StandInSystem.TOKEN);
    }

    @Test
    void aBodyThatNobodyTypedIsRefused() {
        assertThat(browser.post("/api/users", "x".repeat(70_000)).statusCode()).isEqualTo(413);
    }

    /** The console knows a node once somebody looks. */
    private void seen() {
        browser.watch();
        eventually(() -> assertThat(
                        browser.state().at("/services/0/instances/0/health").asText())
                .isEqualTo("serving"));
    }

    private static void eventually(ThrowingRunnable condition) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(condition);
    }
}
