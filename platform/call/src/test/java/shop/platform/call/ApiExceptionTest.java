package shop.platform.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.QuotaFailure;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status.Code;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shop.contract.errors.ErrorReason;

class ApiExceptionTest {

    @Test
    void itCarriesTheDetailsThatWereGiven() {
        ApiException error = ApiException.builder(Code.FAILED_PRECONDITION, ErrorReason.USER_DEACTIVATED, "Not now.")
                .metadata("user", "17")
                .field("name", "empty")
                .precondition("STATE", "users/17", "deactivated")
                .quota("users", "at most 1")
                .resource("user.User", "17")
                .retryAfter(Duration.ofMillis(1500))
                .build();

        assertThat(error.reason()).isEqualTo("USER_DEACTIVATED");
        assertThat(error.details())
                .extracting(detail -> (Object) detail.getClass())
                .containsExactly(
                        ErrorInfo.class,
                        BadRequest.class,
                        PreconditionFailure.class,
                        QuotaFailure.class,
                        ResourceInfo.class,
                        RetryInfo.class);
        assertThat(((ErrorInfo) error.details().get(0)).getMetadataMap()).containsEntry("user", "17");
        assertThat(((RetryInfo) error.details().get(5)).getRetryDelay().getNanos())
                .isEqualTo(500_000_000);
    }

    @Test
    void itHasNoStackTrace() {
        assertThat(ApiException.builder(Code.NOT_FOUND, ErrorReason.UNKNOWN_PATH, "Gone.")
                        .build()
                        .getStackTrace())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"ERROR_REASON_UNSPECIFIED", "UNRECOGNIZED"})
    void aReasonSaysSomething(ErrorReason reason) {
        assertThatThrownBy(() -> ApiException.builder(Code.NOT_FOUND, reason, ""))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
