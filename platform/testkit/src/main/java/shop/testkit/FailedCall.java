package shop.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RequestInfo;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;

/** What a caller learns of a call that failed. */
public record FailedCall(StatusRuntimeException exception) {

    /** Makes a call that must fail. */
    public static FailedCall of(Callable<?> call) {
        var failure = catchThrowableOfType(StatusRuntimeException.class, call::call);
        assertThat(failure).as("the call was answered").isNotNull();
        return new FailedCall(failure);
    }

    /** Returns the status of gRPC. */
    public Code code() {
        return exception.getStatus().getCode();
    }

    /** Which of this domain's errors it is. */
    public ErrorInfo info() {
        return detail(ErrorInfo.class);
    }

    /** Such as {@code USER_NOT_FOUND}. */
    public String reason() {
        return info().getReason();
    }

    /** Returns whether it has a detail of this type. */
    public boolean has(Class<? extends Message> type) {
        return details().stream().anyMatch(detail -> detail.is(type));
    }

    /** Returns the detail of this type, of which there must be one. */
    public <T extends Message> T detail(Class<T> type) {
        return details().stream()
                .filter(detail -> detail.is(type))
                .map(detail -> unpack(detail, type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + type.getSimpleName() + " in " + details(), exception));
    }

    /** Everything, but for the id of the call. */
    public String told() {
        var told = details().stream()
                .filter(detail -> !detail.is(RequestInfo.class))
                .map(detail -> detail.getTypeUrl() + " " + detail.getValue().toString(StandardCharsets.ISO_8859_1))
                .toList();
        return status().getCode() + " " + status().getMessage() + " " + told;
    }

    private List<Any> details() {
        return status().getDetailsList();
    }

    private Status status() {
        return StatusProto.fromThrowable(exception);
    }

    private static <T extends Message> T unpack(Any detail, Class<T> type) {
        try {
            return detail.unpack(type);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
