package shop.order.api;

import io.grpc.Status;
import shop.contract.errors.ErrorReason;
import shop.order.domain.Rejection;
import shop.order.domain.WatchFailure;
import shop.platform.call.ApiException;

/** What the domain's refusals are in the API. */
final class Refusals implements Rejection.Cases<ApiException> {
    static final String ORDER = "order.Order";
    private static final String USER = "user.User";
    private static final Refusals CASES = new Refusals();

    private Refusals() {}

    static ApiException describe(Rejection rejection) {
        return rejection.fold(CASES);
    }

    @Override
    public ApiException orderNotFound(Rejection.OrderNotFound refused) {
        return orderNotFound(refused.orderId());
    }

    @Override
    public ApiException userNotFound(Rejection.UserNotFound refused) {
        return ApiException.failedPrecondition(
                USER, refused.userId(), ErrorReason.USER_NOT_FOUND, "There is no user with this id.");
    }

    @Override
    public ApiException userDeactivated(Rejection.UserDeactivated refused) {
        return ApiException.failedPrecondition(
                USER, refused.userId(), ErrorReason.USER_DEACTIVATED, "The user is deactivated.");
    }

    @Override
    public ApiException wrongStatus(Rejection.WrongStatus refused) {
        var message = "The order is " + refused.current() + " and cannot become " + refused.wanted() + ".";
        return ApiException.builder(Status.Code.FAILED_PRECONDITION, ErrorReason.ORDER_STATUS, message)
                .metadata("current_status", refused.current().name())
                .precondition(ErrorReason.ORDER_STATUS.name(), refused.orderId(), message)
                .resource(ORDER, refused.orderId())
                .build();
    }

    @Override
    public ApiException staleRevision(Rejection.StaleRevision refused) {
        return ApiException.staleRevision(ORDER, refused.orderId(), refused.given(), refused.current());
    }

    @Override
    public ApiException requestIdReused(Rejection.RequestIdReused refused) {
        return ApiException.requestIdReused(refused.requestId());
    }

    static ApiException describe(WatchFailure failure) {
        return switch (failure.reason()) {
            case ORDER_NOT_FOUND -> orderNotFound(failure.orderId());
            case TOO_MANY_WATCHERS ->
                exhausted(
                        ErrorReason.TOO_MANY_WATCHERS,
                        failure,
                        "Too many watchers on this node; retry on another node.");
            case WATCHER_TOO_SLOW ->
                exhausted(
                        ErrorReason.WATCHER_TOO_SLOW,
                        failure,
                        "The watcher fell too far behind the changes; watch again.");
        };
    }

    private static ApiException orderNotFound(String id) {
        return ApiException.notFound(ORDER, id);
    }

    private static ApiException exhausted(ErrorReason reason, WatchFailure failure, String message) {
        return ApiException.builder(Status.Code.RESOURCE_EXHAUSTED, reason, message)
                .resource(ORDER, failure.orderId())
                .build();
    }
}
