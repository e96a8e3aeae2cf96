package shop.order.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ibm.icu.text.CurrencyMetaInfo;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {
    private static final int ROUNDS = 20_000;
    private static final int[] EDGES = {0, 1, 999_999_999};
    /** When currencies.txt was made. */
    private static final Date LISTED = Date.from(Instant.parse("2026-02-01T00:00:00Z"));

    private static final BigDecimal NANO = BigDecimal.ONE.movePointLeft(9);

    private final Random random = new Random(20_260_301);

    @Test
    void aProductIsExactOrRefused() {
        var refused = 0;
        for (var round = 0; round < ROUNDS; round++) {
            var money = anyMoney();
            var factor = random.nextBoolean() ? random.nextInt(10_000) + 1 : random.nextInt();
            refused += check(() -> money.times(factor), exact(money).multiply(BigDecimal.valueOf(factor)));
        }

        assertThat(refused).isBetween(ROUNDS / 100, ROUNDS * 99 / 100);
    }

    @Test
    void aSumIsExactOrRefused() {
        var refused = 0;
        for (var round = 0; round < ROUNDS; round++) {
            var one = anyMoney();
            var other = anyMoney();
            refused += check(() -> one.plus(other), exact(one).add(exact(other)));
        }

        assertThat(refused).isBetween(ROUNDS / 100, ROUNDS * 99 / 100);
    }

    @Test
    void theLastAmountThatFitsIsNotRefused() {
        var most = new Money("EUR", Long.MAX_VALUE, 999_999_999);

        assertThat(new Money("EUR", Long.MAX_VALUE, 0).plus(new Money("EUR", 0, 999_999_999)))
                .isEqualTo(most);
        assertThatThrownBy(() -> most.plus(new Money("EUR", 0, 1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> most.times(2)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void amountsOfDifferentCurrenciesAreNotAdded() {
        assertThatThrownBy(() -> Money.zero("EUR").plus(Money.zero("JPY")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("JPY");
    }

    @ParameterizedTest
    @CsvSource({"1, -1", "-1, 1", "0, 1000000000", "0, -1000000000", "5, 1000000000"})
    void nanosAreAFractionOfTheSameSign(long units, int nanos) {
        assertThat(Money.isFraction(units, nanos)).isFalse();
        assertThatThrownBy(() -> new Money("EUR", units, nanos))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nanos: " + nanos);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EUR", "JPY", "TND", "XCG", "ZWG", "VED", "SLE", "UYW", "XAF", "XCD", "XOF", "XPF", "SVC"})
    void currenciesInUseAreKnown(String currency) {
        assertThat(Money.isKnown(currency)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "eur", " EUR", "EURO", "EU", "ZZZ", "BTC", "CNH", "XXX", "XTS", "XAU", "XAG", "XPD", "XPT", "XBA",
                "XBB", "XBC", "XBD", "XDR", "XSU", "XUA", "XAD", "DEM", "FRF", "ADP", "HRK", "ANG", "BGN", "CUC", "ZWL",
                "SLL", "VEF", "#"
            })
    void whatIsNoMoneyOrWithdrawnIsNot(String currency) {
        assertThat(Money.isKnown(currency)).isFalse();
    }

    /** CLDR calls what is no legal tender so: Venezuela's digital bolívar and funds are in by ISO, SVC by ISO alone. */
    @Test
    void theListIsThatOfCldr() {
        var tender = CurrencyMetaInfo.getInstance()
                .currencies(CurrencyMetaInfo.CurrencyFilter.onDate(LISTED).withTender());
        var more = List.of("VED", "BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI", "UYW", "SVC");

        assertThat(Currencies.IN_USE)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(tender.stream(), more.stream()).distinct().toList());
    }

    @Test
    void whatWasStoredInACurrencyOfThePastIsReadable() {
        assertThat(new Money("DEM", 1, 0).times(2)).isEqualTo(new Money("DEM", 2, 0));
    }

    /** Every pair of amounts around zero, around one carry and around the limits. */
    @Test
    void everyCarryIsExactOrRefused() {
        var amounts = new ArrayList<Money>();
        for (var units :
                List.of(0L, 1L, 2L, Long.MAX_VALUE - 1, Long.MAX_VALUE, -1L, -2L, Long.MIN_VALUE + 1, Long.MIN_VALUE)) {
            for (var nanos : List.of(0, 1, 499_999_999, 500_000_000, 999_999_999, -1, -500_000_000, -999_999_999)) {
                if (Money.isFraction(units, nanos)) {
                    amounts.add(new Money("EUR", units, nanos));
                }
            }
        }
        for (var one : amounts) {
            for (var other : amounts) {
                check(() -> one.plus(other), exact(one).add(exact(other)));
            }
            for (var factor : List.of(1, 2, 3, 10_000, Integer.MAX_VALUE, 0, -1, Integer.MIN_VALUE)) {
                check(() -> one.times(factor), exact(one).multiply(BigDecimal.valueOf(factor)));
            }
        }
    }

    /** Gives 1 when the result was refused, 0 when it was right. */
    private static int check(Supplier<Money> result, BigDecimal expected) {
        if (expected.toBigInteger().bitLength() > Long.SIZE - 1) {
            assertThatThrownBy(result::get).as("%s", expected).isInstanceOf(ArithmeticException.class);
            return 1;
        }
        assertThat(exact(result.get())).isEqualByComparingTo(expected);
        return 0;
    }

    private static BigDecimal exact(Money money) {
        return BigDecimal.valueOf(money.units())
                .add(BigDecimal.valueOf(money.nanos()).multiply(NANO));
    }

    /** Of any size, near the limits as often as near nothing. */
    private Money anyMoney() {
        var units = random.nextInt(4) == 0
                ? Long.MAX_VALUE - random.nextInt(3)
                : new BigInteger(random.nextInt(Long.SIZE), random).longValue();
        var nanos = random.nextBoolean() ? EDGES[random.nextInt(EDGES.length)] : random.nextInt(1_000_000_000);
        return random.nextBoolean() ? new Money("EUR", units, nanos) : new Money("EUR", -units, -nanos);
    }
}
