package shop.order.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.BadRequest;
import com.google.type.Money;
import io.grpc.Status;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.contract.order.CreateOrderRequest;
import shop.contract.order.OrderLine;
import shop.platform.call.ApiException;

class ValidationTest {
    private final Validation validation = new Validation();

    @Test
    void aDraftIsReadAsItWasSent() {
        var draft = validation.draft(request(line().setProductId(" tea ")
                .setUnitPrice(price("EUR", 4, 995_000_001))
                .setAmount(price("JPY", -1, 0))));
        validation.orThrow();

        assertThat(draft.userId()).isEqualTo("alice");
        assertThat(draft.lines())
                .containsExactly(
                        new shop.order.domain.OrderLine("tea", 2, new shop.order.domain.Money("EUR", 4, 995_000_001)));
        assertThat(draft.total()).isEqualTo(new shop.order.domain.Money("EUR", 9, 990_000_002));
    }

    @Test
    void everyWrongFieldOfEveryLineIsNamedAtOnce() {
        validation.draft(CreateOrderRequest.newBuilder()
                .addLines(line().setQuantity(0))
                .addLines(line())
                .addLines(OrderLine.getDefaultInstance())
                .addLines(line().setUnitPrice(price("EURO", -1, -1)))
                .build());

        assertThat(violations())
                .extracting(BadRequest.FieldViolation::getField)
                .containsExactly(
                        "user_id",
                        "lines[0].quantity",
                        "lines[2].product_id",
                        "lines[2].quantity",
                        "lines[2].unit_price",
                        "lines[3].unit_price.currency_code",
                        "lines[3].unit_price.units",
                        "lines[3].unit_price.nanos");
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "100, true", "101, false"})
    void anOrderHasOneToAHundredLines(int count, boolean fine) {
        var request = request();
        validation.draft(request.toBuilder()
                .clearLines()
                .addAllLines(Collections.nCopies(count, line().build()))
                .build());

        assertThat(violations())
                .extracting(BadRequest.FieldViolation::getField)
                .isEqualTo(fine ? List.of() : List.of("lines"));
    }

    @ParameterizedTest
    @CsvSource({"-1, false", "0, false", "1, true", "10000, true", "10001, false"})
    void aQuantityIsOneToTenThousand(int quantity, boolean fine) {
        validation.draft(request(line().setQuantity(quantity)));

        assertThat(violations())
                .extracting(BadRequest.FieldViolation::getField)
                .isEqualTo(fine ? List.of() : List.of("lines[0].quantity"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\u0000b", "a\nb", "a\u202Eb"})
    void aProductIdHasCharactersThatShow(String productId) {
        validation.draft(request(line().setProductId(productId)));

        assertThat(violations()).extracting(BadRequest.FieldViolation::getField).containsExactly("lines[0].product_id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u200b", "\u3164", "\u2800", "\u00ad\u00a0", "\u200d\ufe0f"})
    void aProductIdHasACharacterThatShows(String productId) {
        validation.draft(request(line().setProductId(productId)));

        assertThat(violations()).extracting(BadRequest.FieldViolation::getField).containsExactly("lines[0].product_id");
    }

    @Test
    void ofManyWrongFieldsTheFirstTwentyAreNamed() {
        var wrong = OrderLine.newBuilder().setUnitPrice(price("E".repeat(100_000), -1, -1));
        validation.draft(CreateOrderRequest.newBuilder()
                .setUserId("Alice")
                .addAllLines(Collections.nCopies(100, wrong.build()))
                .build());

        assertThat(violations()).hasSize(20);
        assertThat(violations())
                .allSatisfy(violation -> assertThat(violation.getDescription()).hasSizeLessThan(200));
        assertThat(violations().get(2).getDescription()).contains("E".repeat(64) + "…");
    }

    @Test
    void aProductIdHasAtMostAHundredCharacters() {
        validation.draft(request(line().setProductId("x".repeat(100)), line().setProductId("x".repeat(101))));

        assertThat(violations())
                .extracting(BadRequest.FieldViolation::getDescription)
                .containsExactly("101 characters (expected: 1 to 100)");
    }

    @Test
    void anOrderHasOneCurrency() {
        validation.draft(request(
                line().setUnitPrice(price("EUR", 1, 0)),
                line().setUnitPrice(price("USD", 1, 0)),
                line().setUnitPrice(price("EUR", 1, 0)),
                line().setUnitPrice(price("JPY", 1, 0))));

        assertThat(violations())
                .extracting(BadRequest.FieldViolation::getField)
                .containsExactly("lines[1].unit_price.currency_code", "lines[3].unit_price.currency_code");
    }

    @Test
    void anAmountThatIsTooMuchIsRefusedWhereItIs() {
        validation.draft(request(line(), line().setUnitPrice(price("EUR", Long.MAX_VALUE / 2 + 1, 0))));

        assertThat(violations())
                .extracting(BadRequest.FieldViolation::getField)
                .containsExactly("lines[1].unit_price.units");
        assertThat(violations().get(0).getDescription()).contains("9223372036854775807");
    }

    @Test
    void aTotalThatIsTooMuchIsRefusedWhereItBecomesSo() {
        var half = line().setUnitPrice(price("EUR", Long.MAX_VALUE / 4 + 1, 0));

        validation.draft(request(half, line().setUnitPrice(price("EUR", 1, 0)), half));

        assertThat(violations())
                .extracting(BadRequest.FieldViolation::getField)
                .containsExactly("lines[2].unit_price.units");
    }

    @Test
    void whatIsFreeMayBeOrdered() {
        validation.draft(request(line().setUnitPrice(price("EUR", 0, 0))));

        validation.orThrow();
    }

    private static CreateOrderRequest request(OrderLine.Builder... lines) {
        var request = CreateOrderRequest.newBuilder().setUserId("Alice");
        for (var line : lines) {
            request.addLines(line);
        }
        return request.build();
    }

    private static OrderLine.Builder line() {
        return OrderLine.newBuilder().setProductId("tea").setQuantity(2).setUnitPrice(price("EUR", 4, 990_000_000));
    }

    private static Money price(String currency, long units, int nanos) {
        return Money.newBuilder()
                .setCurrencyCode(currency)
                .setUnits(units)
                .setNanos(nanos)
                .build();
    }

    private List<BadRequest.FieldViolation> violations() {
        var error = catchThrowableOfType(ApiException.class, validation::orThrow);
        if (error == null) {
            return List.of();
        }
        assertThat(error.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        return error.details().stream()
                .filter(BadRequest.class::isInstance)
                .map(BadRequest.class::cast)
                .flatMap(bad -> bad.getFieldViolationsList().stream())
                .toList();
    }
}
