package shop.order.api;

import io.grpc.Status;
import shop.order.domain.Rejection;
import shop.order.domain.WatchFailure;
import shop.platform.grpc.ApiException;

/** What the domain's refusals are in the API. */
final class Refusals {
    private static final String ORDER = "order.Order";
    private static final String USER = "user.User";

    private Refusals() {}

    static ApiException describe(Rejection rejection) {
        if (rejection instanceof Rejection.OrderNotFound refused) {
            return orderNotFound(refused.orderId());
        }
        if (rejection instanceof Rejection.UserNotFound refused) {
            return user("USER_NOT_FOUND", refused.userId(), "There is no user with this id.");
        }
        if (rejection instanceof Rejection.UserDeactivated refused) {
            return user("USER_DEACTIVATED", refused.userId(), "The user is deactivated.");
        }
        if (rejection instanceof Rejection.WrongStatus refused) {
            var message = "The order is " + refused.current() + " and cannot become " + refused.wanted() + ".";
            return ApiException.builder(Status.Code.FAILED_PRECONDITION, "ORDER_STATUS", message)
                    .metadata("current_status", refused.current().name())
                    .precondition("ORDER_STATUS", refused.orderId(), message)
                    .resource(ORDER, refused.orderId())
                    .build();
        }
        if (rejection instanceof Rejection.StaleRevision refused) {
            return ApiException.builder(
                            Status.Code.ABORTED,
                            "STALE_REVISION",
                            "revision: " + refused.given() + " (expected: " + refused.current() + ", the current one)")
                    .metadata("current_revision", Long.toString(refused.current()))
                    .resource(ORDER, refused.orderId())
                    .build();
        }
        var reused = (Rejection.RequestIdReused) rejection;
        return ApiException.builder(
                        Status.Code.ALREADY_EXISTS,
                        "REQUEST_ID_REUSED",
                        "request_id: " + reused.requestId() + " was used for a request with other content.")
                .resource("request", reused.requestId())
                .build();
    }

    static ApiException describe(WatchFailure failure) {
        return switch (failure.reason()) {
            case ORDER_NOT_FOUND -> orderNotFound(failure.orderId());
            case TOO_MANY_WATCHERS ->
                exhausted(failure, "This node has as many watchers as it may have; try again, at best on another one.");
            case WATCHER_TOO_SLOW -> exhausted(failure, "Changes came faster than they were taken; watch again.");
        };
    }

    private static ApiException orderNotFound(String id) {
        return ApiException.notFound(ORDER, id);
    }

    private static ApiException user(String reason, String userId, String message) {
        return ApiException.builder(Status.Code.FAILED_PRECONDITION, reason, message)
                .precondition(reason, userId, message)
                .resource(USER, userId)
                .build();
    }

    private static ApiException exhausted(WatchFailure failure, String message) {
        return ApiException.builder(
                        Status.Code.RESOURCE_EXHAUSTED, failure.reason().name(), message)
                .resource(ORDER, failure.orderId())
                .build();
    }
}
