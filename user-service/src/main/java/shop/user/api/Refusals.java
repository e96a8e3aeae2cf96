package shop.user.api;

import io.grpc.Status;
import java.time.Duration;
import shop.platform.grpc.ApiException;
import shop.user.domain.Rejection;

/** What the domain's refusals are in the API. */
final class Refusals {
    private static final String USER = "user.User";

    private Refusals() {}

    static ApiException describe(Rejection rejection) {
        if (rejection instanceof Rejection.UserNotFound refused) {
            return ApiException.notFound(USER, refused.userId());
        }
        if (rejection instanceof Rejection.UserDeactivated refused) {
            return precondition(
                    "USER_DEACTIVATED", refused.userId(), "The user is deactivated and can change nothing.");
        }
        if (rejection instanceof Rejection.AddressesUsedUp refused) {
            var message = "e-mail addresses given up: " + refused.limit() + " (limit: " + refused.limit()
                    + "); the user gets no other one.";
            return precondition("EMAIL_CHANGES", refused.userId(), message);
        }
        if (rejection instanceof Rejection.EmailTaken) {
            // Names no user: whose the address is, is nobody else's business.
            return ApiException.builder(
                            Status.Code.ALREADY_EXISTS, "EMAIL_TAKEN", "Another user has this e-mail address.")
                    .resource(USER, "")
                    .build();
        }
        if (rejection instanceof Rejection.StaleRevision refused) {
            return ApiException.builder(
                            Status.Code.ABORTED,
                            "STALE_REVISION",
                            "revision: " + refused.given() + " (expected: " + refused.current() + ", the current one)")
                    .metadata("current_revision", Long.toString(refused.current()))
                    .resource(USER, refused.userId())
                    .build();
        }
        if (rejection instanceof Rejection.RequestIdReused refused) {
            return ApiException.builder(
                            Status.Code.ALREADY_EXISTS,
                            "REQUEST_ID_REUSED",
                            "request_id: " + refused.requestId() + " was used for a request with other content.")
                    .resource("request", refused.requestId())
                    .build();
        }
        return ApiException.builder(
                        Status.Code.ABORTED,
                        "EMAIL_CONTENDED",
                        "Others claim this e-mail address right now; try again.")
                .retryAfter(Duration.ofMillis(200))
                .build();
    }

    private static ApiException precondition(String reason, String userId, String message) {
        return ApiException.builder(Status.Code.FAILED_PRECONDITION, reason, message)
                .precondition(reason, userId, message)
                .resource(USER, userId)
                .build();
    }
}
