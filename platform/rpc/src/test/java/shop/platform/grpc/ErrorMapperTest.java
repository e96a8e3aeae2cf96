package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import akka.pattern.AskTimeoutException;
import akka.pattern.CircuitBreakerOpenException;
import akka.stream.BufferOverflowException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import scala.concurrent.duration.FiniteDuration;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;
import shop.platform.call.Deadline;

class ErrorMapperTest {

    private static final String SECRET = "10.0.0.7";
    private static final Deadline AHEAD = Deadline.after(Duration.ofHours(1));
    private static final Deadline OVER = Deadline.after(Duration.ZERO);

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(new AskTimeoutException(SECRET), AHEAD, Code.UNAVAILABLE),
                arguments(new AskTimeoutException(SECRET), OVER, Code.DEADLINE_EXCEEDED),
                arguments(new TimeoutException(SECRET), AHEAD, Code.UNAVAILABLE),
                arguments(new TimeoutException(SECRET), OVER, Code.DEADLINE_EXCEEDED),
                arguments(new BufferOverflowException(SECRET), AHEAD, Code.RESOURCE_EXHAUSTED),
                arguments(new RejectedExecutionException(SECRET), AHEAD, Code.RESOURCE_EXHAUSTED),
                arguments(new SQLTransientConnectionException(SECRET), AHEAD, Code.UNAVAILABLE),
                arguments(new CircuitBreakerOpenException(FiniteDuration.Zero(), SECRET), AHEAD, Code.UNAVAILABLE),
                arguments(downstream(Status.UNAVAILABLE), AHEAD, Code.UNAVAILABLE),
                arguments(downstream(Status.DEADLINE_EXCEEDED), AHEAD, Code.UNAVAILABLE),
                arguments(downstream(Status.DEADLINE_EXCEEDED), OVER, Code.DEADLINE_EXCEEDED),
                arguments(downstream(Status.NOT_FOUND), AHEAD, Code.INTERNAL),
                arguments(downstream(Status.UNKNOWN), AHEAD, Code.INTERNAL),
                arguments(new IllegalStateException(SECRET), AHEAD, Code.INTERNAL),
                arguments(new UnsupportedOperationException(SECRET), AHEAD, Code.INTERNAL),
                arguments(new StackOverflowError(SECRET), AHEAD, Code.INTERNAL));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureHasACodeAndAReasonButNoneOfItsText(Throwable failure, Deadline deadline, Code expected) {
        ApiException error = ErrorMapper.describe(failure, deadline);

        assertThat(error.code()).isEqualTo(expected);
        assertThat(error.details().get(0)).isInstanceOf(ErrorInfo.class);
        assertThat(error.getMessage() + error.details()).doesNotContain(SECRET);
        boolean retriable = expected == Code.UNAVAILABLE || expected == Code.RESOURCE_EXHAUSTED;
        assertThat(error.details().stream().anyMatch(RetryInfo.class::isInstance))
                .isEqualTo(retriable);
    }

    @Test
    void wrappersAreTakenOff() {
        ApiException inner = ApiException.builder(Code.NOT_FOUND, ErrorReason.USER_NOT_FOUND, "There is no such user.")
                .build();

        assertThat(ErrorMapper.describe(new CompletionException(new ExecutionException(inner)), AHEAD))
                .isSameAs(inner);
        assertThat(ErrorMapper.describe(new CompletionException(null, null), AHEAD)
                        .code())
                .isEqualTo(Code.INTERNAL);
    }

    private static Throwable downstream(Status status) {
        return status.withDescription(SECRET).asRuntimeException();
    }
}
