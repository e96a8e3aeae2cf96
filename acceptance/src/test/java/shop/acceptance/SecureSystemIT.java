package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import shop.devstack.DevelopmentCertificates;
import shop.devstack.Devstack;
import shop.devstack.ServiceNode;

/** The system with TLS on every connection of its nodes, one node of each service. */
@EnabledIf(value = "shop.devstack.DevelopmentCertificates#available", disabledReason = "no openssl on PATH")
class SecureSystemIT {
    private static final Duration BOUND = Duration.ofMinutes(2);

    private static Devstack stack;
    private static DevelopmentCertificates certificates;

    @BeforeAll
    static void start() {
        stack = Devstack.builder().secure(true).start();
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

    /** Who has said that the user is active. */
    private static String orderOfANewUser() {
        var user = client("user-service")
                .post("/v1/users", "{\"name\":\"Ada\",\"email\":\"%s\"}".formatted(Shop.newEmail()))
                .body()
                .get("id")
                .asText();
        var order = client("order-service").post("/v1/orders", """
                {"user_id":"%s","lines":[{"product_id":"coffee","quantity":1,
                 "unit_price":{"currency_code":"EUR","units":4}}]}""".formatted(user));
        assertThat(order.status()).as(order.body().toString()).isEqualTo(200);
        assertThat(order.body().get("status").asText()).isEqualTo("ORDER_STATUS_CONFIRMED");
        return order.body().get("verification").asText();
    }

    private static JsonClient client(String service) {
        return new JsonClient(stack.node(service, 0).uri(), certificates.clientContext());
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
