package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import shop.devstack.DevelopmentCertificates;
import shop.devstack.Devstack;
import shop.devstack.ServiceNode;

/** The system as in production: TLS on every connection of its nodes, tokens and access rules; one node of each service. */
@EnabledIf(value = "shop.devstack.DevelopmentCertificates#available", disabledReason = "no openssl on PATH")
class SecureSystemIT {
    private static final Duration BOUND = Duration.ofMinutes(2);

    private static Devstack stack;
    private static DevelopmentCertificates certificates;

    @BeforeAll
    static void start() {
        stack = Devstack.builder().secure(true).withConsole(true).start();
        certificates = stack.tls().orElseThrow();
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void ordersAreConfirmedOverMutualTlsAlsoAfterAllCertificatesWereReplaced() {
        assertThat(orderOfANewUser()).isEqualTo("VERIFICATION_USER_SERVICE");
        var before = stack.nodes().stream().map(SecureSystemIT::serial).toList();

        certificates.renew("user-service", "order-service");
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(stack.nodes().stream()
                                .map(SecureSystemIT::serial)
                                .toList())
                        .doesNotContainAnyElementsOf(before));
        var users = stack.node("user-service", 0);
        users.kill();
        users.launch();
        users.awaitReady(Devstack.DEFAULT_READY_BOUND);

        await().atMost(BOUND).untilAsserted(() -> assertThat(orderOfANewUser()).isEqualTo("VERIFICATION_USER_SERVICE"));
    }

    @Test
    void nobodyIsServedInPlaintext() {
        stack.nodes().forEach(node -> {
            assertThatThrownBy(() -> JsonClient.ofPort(node.port()).get("/health"))
                    .hasMessageContaining("failed");
            assertThatThrownBy(() -> JsonClient.ofPort(node.managementPort()).get("/alive"))
                    .hasMessageContaining("failed");
        });
    }

    @Test
    void managementIsForNodesOfTheServiceOnly() {
        var node = stack.node("user-service", 0);
        var stranger =
                new JsonClient(URI.create("https://127.0.0.1:" + node.managementPort()), certificates.clientContext());

        assertThatThrownBy(() -> stranger.get("/cluster/members")).hasMessageContaining("failed");
    }

    @Test
    void prometheusReadsTheMetricsAndNothingElse() {
        var prometheus = JsonClient.http1(
                HttpClient.newBuilder().sslContext(certificates.contextOf(DevelopmentCertificates.PROMETHEUS)));
        var user = newUser();
        for (var node : stack.nodes()) {
            var management = URI.create("https://127.0.0.1:" + node.managementPort());

            assertThat(status(prometheus, "GET", management.resolve("/metrics")))
                    .isEqualTo(200);
            assertThat(List.of("/cluster/members", "/bootstrap/seed-nodes", "/loglevel", "/ready", "/metrics/", "/"))
                    .allSatisfy(path -> assertThat(status(prometheus, "GET", management.resolve(path)))
                            .isEqualTo(403));
            assertThat(status(prometheus, "PUT", management.resolve("/metrics")))
                    .isEqualTo(403);
            assertThat(status(prometheus, "GET", node.uri().resolve("/v1/users/" + user)))
                    .isIn(403, 404);
            assertThat(status(prometheus, "GET", node.uri().resolve("/v1/orders?user_id=" + user)))
                    .isIn(403, 404);
        }
        var another = new JsonClient(
                URI.create("https://127.0.0.1:" + stack.node("user-service", 0).managementPort()),
                certificates.contextOf("order-service"));
        assertThatThrownBy(() -> another.get("/metrics")).hasMessageContaining("failed");
    }

    private static int status(HttpClient client, String method, URI uri) {
        try {
            var request = HttpRequest.newBuilder(uri)
                    .method(method, BodyPublishers.noBody())
                    .timeout(BOUND)
                    .build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoShowsNoTokenIsRefusedAndAUserSeesAndCancelsOnlyTheirOwnOrders() {
        var nobody = new JsonClient(stack.node("order-service", 0).uri(), certificates.clientContext());
        var order = placeOrder(newUser());
        var path = "/v1/orders/" + order.get("id").asText();
        var owner = client("order-service", order.get("userId").asText());
        var stranger = client("order-service", newUser());

        assertThat(nobody.get(path).status()).isEqualTo(401);
        assertThat(stranger.get(path).status()).isEqualTo(404);
        assertThat(stranger.post(path + ":cancel", "{}").status()).isEqualTo(404);
        assertThat(owner.get(path).body()).isEqualTo(order);
        assertThat(owner.post(path + ":ship", "{}").status()).isEqualTo(403);
        assertThat(owner.post(path + ":cancel", "{}").body().get("status").asText())
                .isEqualTo("ORDER_STATUS_CANCELLED");
    }

    @Test
    void aPriceIsSetByAStorefrontAloneByRoleByCertificateAndByCertificateWithTheUsersToken() {
        DevelopmentCertificates.make(certificates.authority().getParent(), "storefront");
        var orders = stack.node("order-service", 0).uri();
        var user = newUser();
        var token = stack.issuer().token(user, List.of(), Duration.ofHours(1));
        var storefront = new JsonClient(orders, certificates.contextOf("storefront"));
        var forTheUser = new JsonClient(orders, certificates.contextOf("storefront"), token);
        var throughAnother = new JsonClient(orders, certificates.contextOf("user-service"), token);

        for (var byThemselves : List.of(client("order-service", user), throughAnother)) {
            var refused = byThemselves.post("/v1/orders", order(user));
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body().toString()).contains("PRICE_NOT_YOURS");
        }
        assertThat(storefront.post("/v1/orders", order(user)).status()).isEqualTo(200);
        assertThat(forTheUser.post("/v1/orders", order(user)).status()).isEqualTo(200);
        assertThat(forTheUser.post("/v1/orders", order(newUser())).status()).isEqualTo(404);
    }

    @Test
    void theConsoleSeesTheSystemAndActsInItWithItsTokenAndCertificates() {
        try (var page = ConsolePage.open(stack.console().orElseThrow().uri())) {
            assertThat(page.html()).contains("orders-title");
            await().atMost(BOUND).untilAsserted(() -> {
                var instances = page.state().findValues("instances").stream()
                        .flatMap(service -> StreamSupport.stream(service.spliterator(), false))
                        .toList();
                assertThat(instances).hasSize(stack.nodes().size()).allSatisfy(instance -> {
                    assertThat(instance.path("health").asText()).isEqualTo("serving");
                    assertThat(instance.path("member").asText()).isEqualTo("Up");
                    assertThat(instance.has("measures")).isTrue();
                });
                assertThat(page.state().has("users")).isTrue();
                assertThat(page.state().has("orders")).isTrue();
            });

            var user = page.post("/api/users", "{\"name\":\"Ada\",\"email\":\"%s\"}".formatted(Shop.newEmail()));
            var order = page.post("/api/orders", order(user.get("id").asText()));

            await().atMost(BOUND)
                    .untilAsserted(() -> assertThat(page.state().path("orders"))
                            .anyMatch(seen -> seen.get("id").equals(order.get("id"))
                                    && seen.get("status").asText().equals("ORDER_STATUS_CONFIRMED")));
            assertThat(page.post("/api/orders/" + order.get("id").asText() + "/ship", "{}")
                            .get("status")
                            .asText())
                    .isEqualTo("ORDER_STATUS_SHIPPED");
        }
    }

    /** Who has said that the user is active. */
    private static String orderOfANewUser() {
        return placeOrder(newUser()).get("verification").asText();
    }

    private static String newUser() {
        return client("user-service", "developer", "admin")
                .post("/v1/users", "{\"name\":\"Ada\",\"email\":\"%s\"}".formatted(Shop.newEmail()))
                .body()
                .get("id")
                .asText();
    }

    private static JsonNode placeOrder(String user) {
        var order = client("order-service", "web-shop", "storefront").post("/v1/orders", order(user));
        assertThat(order.status()).as(order.body().toString()).isEqualTo(200);
        assertThat(order.body().get("status").asText()).isEqualTo("ORDER_STATUS_CONFIRMED");
        return order.body();
    }

    private static String order(String user) {
        return """
                {"user_id":"%s","lines":[{"product_id":"coffee","quantity":1,
                 "unit_price":{"currency_code":"EUR","units":4}}]}""".formatted(user);
    }

    private static JsonClient client(String service, String subject, String... roles) {
        var token = stack.issuer().token(subject, List.of(roles), Duration.ofHours(1));
        return new JsonClient(stack.node(service, 0).uri(), certificates.clientContext(), token);
    }

    private static BigInteger serial(ServiceNode node) {
        try (var socket =
                (SSLSocket) certificates.clientContext().getSocketFactory().createSocket("127.0.0.1", node.port())) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
        } catch (IOException e) {
            throw new IllegalStateException(node.name() + " (expected: to shake hands)", e);
        }
    }
}
