package shop.order.domain;

/**
 * How many of what.
 *
 * @param quantity at least 1
 * @param unitPrice of one piece
 */
public record OrderLine(String productId, int quantity, Money unitPrice) {

    /**
     * @throws ArithmeticException when it is more than {@link Money} holds
     */
    public Money amount() {
        return unitPrice.times(quantity);
    }
}
