package shop.faults.load;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import shop.contract.order.Order;
import shop.contract.user.User;
import shop.faults.check.State;

/** What answers and refusals say, in the checker's words. */
public final class Answers {
    /** Decided by the domain: nothing was done. Whatever else fails may have been done. */
    private static final Set<String> REFUSALS = Set.of(
            "EMAIL_TAKEN",
            "STALE_REVISION",
            "EMAIL_CONTENDED",
            "ORDER_STATUS",
            "USER_NOT_FOUND",
            "ORDER_NOT_FOUND",
            "USER_DEACTIVATED",
            "REQUEST_ID_REUSED");

    /** Refused before anything was begun. */
    private static final Set<Code> NEVER_BEGUN = Set.of(Code.RESOURCE_EXHAUSTED, Code.INVALID_ARGUMENT);

    private Answers() {}

    public static State state(Message answer) {
        return answer instanceof User user ? state(user) : state((Order) answer);
    }

    static String id(Message answer) {
        return answer instanceof User user ? user.getId() : ((Order) answer).getId();
    }

    private static State state(User user) {
        return new State(
                user.getRevision(),
                user.getStatus().name().replace("USER_STATUS_", ""),
                user.getName(),
                user.getEmail());
    }

    private static State state(Order order) {
        var verification = order.getVerification().name().replace("VERIFICATION_", "");
        var reason = order.getEndReason().name().replace("ORDER_END_REASON_", "");
        return new State(
                order.getRevision(),
                order.getStatus().name().replace("ORDER_STATUS_", ""),
                verification + " " + reason,
                order.getUserId());
    }

    /** The reason of a definite refusal; empty where it may have been done. */
    static Optional<String> refusal(StatusRuntimeException failure) {
        if (NEVER_BEGUN.contains(failure.getStatus().getCode())) {
            return Optional.of(failure.getStatus().getCode().name());
        }
        return info(failure).map(ErrorInfo::getReason).filter(REFUSALS::contains);
    }

    /** What a refusal says of the entity that it is about: a revision, or a status at a revision of -1. */
    static Optional<State> seen(StatusRuntimeException failure) {
        return info(failure).flatMap(info -> seen(info.getReason(), info.getMetadataMap()));
    }

    private static Optional<State> seen(String reason, Map<String, String> metadata) {
        return switch (reason) {
            case "STALE_REVISION" ->
                Optional.of(new State(Long.parseLong(metadata.get("current_revision")), "", "", ""));
            case "ORDER_STATUS" -> Optional.of(new State(-1, metadata.get("current_status"), "", ""));
            case "ORDER_NOT_FOUND" -> Optional.of(State.ABSENT);
            default -> Optional.empty();
        };
    }

    static String text(StatusRuntimeException failure) {
        return failure.getStatus().getCode()
                + info(failure).map(info -> " " + info.getReason()).orElse("");
    }

    private static Optional<ErrorInfo> info(StatusRuntimeException failure) {
        var status = StatusProto.fromThrowable(failure);
        if (status == null) {
            return Optional.empty();
        }
        return status.getDetailsList().stream()
                .filter(detail -> detail.is(ErrorInfo.class))
                .findFirst()
                .map(Answers::unpack);
    }

    private static ErrorInfo unpack(Any detail) {
        try {
            return detail.unpack(ErrorInfo.class);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("detail: not an ErrorInfo", e);
        }
    }
}
