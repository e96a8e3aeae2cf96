package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceListTest {
    private static final String ONE = """
            cart-service.main = shop.cart.Main
            cart-service.api = cart.CartService
            cart-service.port = 8082
            cart-service.management-port = 8560
            cart-service.artery-port = 25522
            cart-service.database = carts
            cart-service.migrations = db/cart
            cart-service.entities = Cart, Coupon
            cart-service.topics = cart-events
            cart-service.consumes =
            cart-service.calls = user-service
            cart-service.roles = admin
            cart-service.programs = carts shop.cart.CartsCommand
            """;

    @TempDir
    private Path project;

    @Test
    void aServiceIsWhatItsLinesSay() throws IOException {
        assertThat(read(ONE).all())
                .containsExactly(new ServiceEntry(
                        "cart-service",
                        "shop.cart.Main",
                        "cart.CartService",
                        8082,
                        8560,
                        25522,
                        "carts",
                        "db/cart",
                        List.of("Cart", "Coupon"),
                        List.of("cart-events"),
                        List.of(),
                        List.of("user-service"),
                        List.of("admin"),
                        Map.of("carts", "shop.cart.CartsCommand")));
    }

    @Test
    void servicesKeepTheOrderOfTheFile() {
        assertThat(ServiceList.ofThisProject().names()).startsWith("user-service", "order-service");
    }

    @ParameterizedTest
    @CsvSource({
        "cart-service.main = shop.cart.Main, '', 'cart-service.main: missing (expected: as services.properties explains it)'",
        "cart-service.port = 8082, cart-service.port = http, 'cart-service.port: http (expected: a port)'",
        "cart-service.port = 8082, cart-service.port = 8560, 'port: 8560 (expected: of one service only)'",
        "cart-service.api = cart.CartService, cart-service.api =, 'cart-service.api: empty (expected: one)'",
        "cart-service.calls = user-service, cart-service.main = shop.Main, 'cart-service.main: twice (expected: once)'",
        "cart-service.main = shop.cart.Main, Cart.main = shop.Main, 'service: Cart (expected: a name of small letters and hyphens before the key)'",
    })
    void whatIsWrongIsSaid(String line, String instead, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(ONE.replace(line, instead)))
                .withMessageContaining(message);
    }

    @Test
    void aMisspeltKeyIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(ONE + "cart-service.topic = x\n"))
                .withMessageContaining("cart-service.topic: unknown");
    }

    private ServiceList read(String text) throws IOException {
        Files.writeString(project.resolve(ServiceList.FILE), text);
        return ServiceList.of(project);
    }
}
