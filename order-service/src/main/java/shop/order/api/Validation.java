package shop.order.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shop.contract.order.CreateOrderRequest;
import shop.contract.order.OrderLine;
import shop.order.domain.Draft;
import shop.order.domain.Money;
import shop.platform.call.Excerpt;
import shop.platform.grpc.RequestValidation;

/** Checks the fields of one request about orders. */
final class Validation extends RequestValidation {
    static final int LINES_MAX = 100;
    static final int QUANTITY_MAX = 10_000;
    static final int PRODUCT_ID_MAX = 100;

    /** Stands in for a price that is wrong. */
    private static final Money NOTHING = Money.zero("");

    String orderId(String field, String value) {
        return id(field, value, "an order");
    }

    String userId(String field, String value) {
        return id(field, value, "a user");
    }

    /** What is to be ordered, its total within what money holds; the amounts of the lines are ignored. */
    Draft draft(CreateOrderRequest request) {
        var userId = userId("user_id", request.getUserId());
        var count = between("lines", request.getLinesCount(), 1, LINES_MAX);
        var lines = new ArrayList<shop.order.domain.OrderLine>();
        // Beyond the limit there may be any number of them.
        for (var i = 0; i < Math.min(count, LINES_MAX); i++) {
            lines.add(line("lines[" + i + "]", request.getLines(i)));
        }
        total(lines);
        return new Draft(userId, List.copyOf(lines));
    }

    private shop.order.domain.OrderLine line(String field, OrderLine line) {
        return new shop.order.domain.OrderLine(
                text(field + ".product_id", line.getProductId(), PRODUCT_ID_MAX),
                between(field + ".quantity", line.getQuantity(), 1, QUANTITY_MAX),
                price(field + ".unit_price", line));
    }

    private Money price(String field, OrderLine line) {
        if (!line.hasUnitPrice()) {
            wrong(field, "absent (expected: the price of one piece)");
            return NOTHING;
        }
        var price = line.getUnitPrice();
        var known = Money.isKnown(price.getCurrencyCode());
        that(
                known,
                field + ".currency_code",
                "not a currency in use: \"" + Excerpt.of(price.getCurrencyCode())
                        + "\" (expected: a code of ISO 4217, such as EUR)");
        that(price.getUnits() >= 0, field + ".units", price.getUnits() + " (expected: >= 0)");
        var nanos = price.getNanos() >= 0 && Money.isFraction(0, price.getNanos());
        that(nanos, field + ".nanos", price.getNanos() + " (expected: 0 to 999999999)");
        return known && nanos && price.getUnits() >= 0
                ? new Money(price.getCurrencyCode(), price.getUnits(), price.getNanos())
                : NOTHING;
    }

    /** Of the lines whose prices are right, each must have the currency of the first, and all together a total. */
    private void total(List<shop.order.domain.OrderLine> lines) {
        Optional<Money> sum = Optional.empty();
        for (var i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            var price = line.unitPrice();
            if (price.equals(NOTHING)) {
                continue;
            }
            var currency = sum.map(Money::currency).orElse(price.currency());
            if (!price.currency().equals(currency)) {
                wrong(
                        "lines[" + i + "].unit_price.currency_code",
                        price.currency() + " (expected: " + currency + ", one currency per order)");
                continue;
            }
            try {
                var amount = line.amount();
                sum = Optional.of(sum.isPresent() ? sum.get().plus(amount) : amount);
            } catch (ArithmeticException e) {
                wrong(
                        "lines[" + i + "].unit_price.units",
                        "too much (expected: a total of at most " + Long.MAX_VALUE + " units)");
                return;
            }
        }
    }
}
