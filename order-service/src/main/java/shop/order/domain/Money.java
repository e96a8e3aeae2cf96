package shop.order.domain;

/**
 * An exact amount in one currency, as {@code google.type.Money}: {@code units + nanos / 10⁹} of the currency's major unit.
 * Fractions of the minor unit are allowed, since the price of one piece may be finer than what can be paid; nothing is
 * ever rounded.
 *
 * @param currency code of ISO 4217. Whether it is known is asked only where money comes in, by {@link #isKnown}: what was
 *     stored stays readable when a currency goes
 * @param units whole part
 * @param nanos billionths, of the same sign as the whole part
 */
public record Money(String currency, long units, int nanos) {
    private static final int NANOS = 1_000_000_000;

    /**
     * @throws IllegalArgumentException when the nanos are not a fraction of the units' sign
     */
    public Money {
        if (!isFraction(units, nanos)) {
            throw new IllegalArgumentException(
                    "nanos: " + nanos + " (expected: the sign of the units, at most 999999999 of it)");
        }
    }

    /** Returns whether it is a currency in use: a code of ISO 4217 that is money and not withdrawn. */
    public static boolean isKnown(String currency) {
        return Currencies.IN_USE.contains(currency);
    }

    /** Returns whether these nanos go with these units. */
    public static boolean isFraction(long units, int nanos) {
        return nanos > -NANOS && nanos < NANOS && (units == 0 || nanos == 0 || (units < 0) == (nanos < 0));
    }

    public static Money zero(String currency) {
        return new Money(currency, 0, 0);
    }

    /**
     * @throws ArithmeticException when the product has more units than a {@code long} holds
     */
    public Money times(int factor) {
        // Below 10⁹ × 2³¹, which a long holds. Both parts of the product have one sign.
        var fractions = (long) nanos * factor;
        var product = Math.addExact(Math.multiplyExact(units, (long) factor), fractions / NANOS);
        return new Money(currency, product, (int) (fractions % NANOS));
    }

    /**
     * @throws ArithmeticException when the sum has more units than a {@code long} holds
     * @throws IllegalArgumentException when the currencies differ
     */
    public Money plus(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("currency: " + other.currency + " (expected: " + currency + ")");
        }
        var fractions = nanos + other.nanos;
        var sum = Math.addExact(Math.addExact(units, other.units), fractions / NANOS);
        var rest = fractions % NANOS;
        if (sum > 0 && rest < 0) {
            return new Money(currency, sum - 1, rest + NANOS);
        }
        if (sum < 0 && rest > 0) {
            return new Money(currency, sum + 1, rest - NANOS);
        }
        return new Money(currency, sum, rest);
    }
}
