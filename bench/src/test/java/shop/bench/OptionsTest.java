package shop.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void withoutArgumentsTheServicesAndTheirYardsticksAreMeasuredAfterAtLeastHalfAMinuteOfWarmUp() {
        var options = Options.parse();

        assertThat(options.parts())
                .containsExactlyInAnyOrder(
                        Options.Part.CREATE,
                        Options.Part.GET,
                        Options.Part.YARDSTICKS,
                        Options.Part.ORDERS,
                        Options.Part.OUTAGE);
        assertThat(options.inFlight()).containsExactly(1, 16, 64, 256);
        assertThat(options.warmUp()).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
        assertThat(options.rounds()).isGreaterThanOrEqualTo(3);
        assertThat(options.population()).isEmpty();
        assertThat(options.requestId()).isTrue();
    }

    @Test
    void aDefaultRunEndsWithinHalfAnHour() {
        var options = Options.parse();

        var calls = 6 * options.inFlight().size();
        var inserts = 4;
        var halves = 2;
        var outage = 4;
        var openBreaker = Duration.ofSeconds(30);
        var round = options.window()
                .plus(options.settle())
                .multipliedBy(calls + inserts + halves + outage)
                .plus(openBreaker);

        assertThat(round.multipliedBy(options.rounds()).plus(options.warmUp().multipliedBy(6)))
                .isLessThan(Duration.ofMinutes(28));
    }

    @Test
    void ordersBringWithThemWhatTheyAreComparedWith() {
        var orders = Options.parse("--only", "orders");

        assertThat(orders.parts())
                .containsExactlyInAnyOrder(Options.Part.ORDERS, Options.Part.CREATE, Options.Part.GET);
        assertThat(orders.needsOrderService()).isTrue();
    }

    @Test
    void onlyOrdersAndTheOutageNeedOrderService() {
        assertThat(Options.parse("--only", "create,get,yardsticks").needsOrderService())
                .isFalse();
        assertThat(Options.parse("--only", "outage").needsOrderService()).isTrue();
        assertThat(Options.parse("--population", "100").needsOrderService()).isFalse();
    }

    @Test
    void whatIsGivenWinsOverQuickInAnyOrder() {
        assertThat(Options.parse("--window", "3s", "--quick").window()).isEqualTo(Duration.ofSeconds(3));
        assertThat(Options.parse("--quick", "--window", "300ms").window()).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void onlyTheYardsticksNeedNoService() {
        assertThat(Options.parse("--only", "yardsticks").needsUserService()).isFalse();
        assertThat(Options.parse("--only", "yardsticks,get").needsUserService()).isTrue();
        assertThat(Options.parse("--only", "yardsticks", "--population", "100").needsUserService())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--typo 1",
                "--only creates",
                "--window 10",
                "--in-flight 0",
                "--rate many",
                "--request-id no",
                "--rounds",
                "quick"
            })
    void anArgumentThatCannotBeUsedIsNamedWithWhatWasExpected(String arguments) {
        assertThatThrownBy(() -> Options.parse(arguments.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected:")
                .hasMessageContaining(arguments.split(" ")[0].replaceFirst("^--", ""));
    }
}
