package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.headers.RawHeader;
import io.grpc.Status.Code;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.contract.user.UserOuterClass;
import shop.platform.call.ApiException;
import shop.platform.call.Deadline;

class DeadlinePolicyTest {

    private static final DeadlinePolicy POLICY = new DeadlinePolicy(Duration.ofSeconds(10), Duration.ofSeconds(60));
    private static final RpcMethod UNARY = RpcMethod.of(
            UserOuterClass.getDescriptor().findServiceByName("UserService").findMethodByName("GetUser"));
    private static final RpcMethod STREAMING =
            RpcMethod.of(EchoService.create().descriptor().findMethodByName("WatchUser"));

    @ParameterizedTest
    @CsvSource({
        "1H, PT1H",
        "2M, PT2M",
        "3S, PT3S",
        "4m, PT0.004S",
        "5u, PT0.000005S",
        "6n, PT0.000000006S",
        "0S, PT0S",
        "99999999H, PT99999999H",
        "00000001S, PT1S"
    })
    void aTimeoutIsDigitsAndAUnit(String value, Duration expected) {
        assertThat(DeadlinePolicy.parse(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "S", "5", "5 S", "-5S", "+5S", "5s", "5h", "5x", "123456789S", "1.5S", "٣S", "5SS"})
    void anythingElseIsRefusedByTheNameOfTheHeader(String value) {
        assertThatThrownBy(() -> DeadlinePolicy.parse(value))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(Code.INVALID_ARGUMENT))
                .hasMessageContaining("grpc-timeout");
    }

    @Test
    void aCallWithoutATimeoutHasTheDefault() {
        assertThat(POLICY.deadline(UNARY, HttpRequest.create()).remaining())
                .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    @Test
    void noCallWithOneAnswerTakesLongerThanTheMaximum() {
        assertThat(POLICY.deadline(UNARY, withTimeout("2H")).remaining()).isLessThanOrEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void aStreamHasTheDeadlineThatItsCallerGivesOrNone() {
        assertThat(POLICY.deadline(STREAMING, HttpRequest.create()).isBounded()).isFalse();
        assertThat(POLICY.deadline(STREAMING, withTimeout("2H")).remaining())
                .isBetween(Duration.ofMinutes(119), Duration.ofHours(2));
    }

    @Test
    void theLongestTimeoutDoesNotOverflow() {
        Deadline deadline = POLICY.deadline(STREAMING, withTimeout("99999999H"));

        assertThat(deadline.isExpired()).isFalse();
        assertThat(deadline.remaining()).isGreaterThan(Duration.ofDays(36500));
    }

    private static HttpRequest withTimeout(String value) {
        return HttpRequest.create().addHeader(RawHeader.create("grpc-timeout", value));
    }
}
