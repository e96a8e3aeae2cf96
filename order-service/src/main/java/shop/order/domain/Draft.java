package shop.order.domain;

import java.util.List;

/**
 * What is to be ordered.
 *
 * @param lines at least one; all in one currency, and not more than {@link Money} holds together
 */
public record Draft(String userId, List<OrderLine> lines) {

    /** Returns the sum of all amounts. */
    public Money total() {
        return lines.stream().map(OrderLine::amount).reduce(Money::plus).orElseThrow();
    }
}
