package shop.platform.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import akka.grpc.GrpcServiceException;
import io.grpc.Status;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;
import shop.platform.resilience.FailureRule.Verdict;

class FailureRuleTest {

    @ParameterizedTest
    @EnumSource(names = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "INTERNAL", "UNKNOWN", "DATA_LOSS", "RESOURCE_EXHAUSTED"})
    void holdsTroubleAgainstTheService(Status.Code code) {
        assertVerdict(code, Verdict.FAILURE);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {
                "OK",
                "CANCELLED",
                "UNAVAILABLE",
                "DEADLINE_EXCEEDED",
                "INTERNAL",
                "UNKNOWN",
                "DATA_LOSS",
                "RESOURCE_EXHAUSTED"
            })
    void holdsNoAnswerAgainstTheService(Status.Code code) {
        assertVerdict(code, Verdict.SUCCESS);
    }

    @Test
    void takesACancellationForNeither() {
        assertVerdict(Status.Code.CANCELLED, Verdict.NEITHER);
        assertThat(FailureRule.BY_STATUS.judge(new CancellationException())).isEqualTo(Verdict.NEITHER);
    }

    @Test
    void holdsWhatHasNoStatusAgainstTheService() {
        assertThat(FailureRule.BY_STATUS.judge(new IOException())).isEqualTo(Verdict.FAILURE);
        assertThat(FailureRule.BY_STATUS.judge(new TimeoutException())).isEqualTo(Verdict.FAILURE);
        assertThat(FailureRule.BY_STATUS.judge(new NoClassDefFoundError())).isEqualTo(Verdict.FAILURE);
    }

    @Test
    void looksInsideTheWrappersOfStages() {
        IOException cause = new IOException();

        assertThat(FailureRule.unwrap(new CompletionException(new ExecutionException(cause))))
                .isSameAs(cause);
        assertThat(FailureRule.unwrap(cause)).isSameAs(cause);
    }

    private static void assertVerdict(Status.Code code, Verdict verdict) {
        Status status = code.toStatus();
        assertThat(FailureRule.BY_STATUS.judge(status.asRuntimeException())).isEqualTo(verdict);
        assertThat(FailureRule.BY_STATUS.judge(status.asException())).isEqualTo(verdict);
        assertThat(FailureRule.BY_STATUS.judge(new GrpcServiceException(status)))
                .isEqualTo(verdict);
        assertThat(FailureRule.BY_STATUS.judge(ApiException.builder(code, ErrorReason.INTERNAL, "message")
                        .build()))
                .isEqualTo(verdict);
    }
}
