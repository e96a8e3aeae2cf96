package shop.user.api;

import io.grpc.Status;
import java.time.Duration;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;
import shop.user.domain.Rejection;

/** What the domain's refusals are in the API. */
final class Refusals implements Rejection.Cases<ApiException> {
    static final String USER = "user.User";
    private static final Refusals CASES = new Refusals();

    private Refusals() {}

    static ApiException describe(Rejection rejection) {
        return rejection.fold(CASES);
    }

    @Override
    public ApiException userNotFound(Rejection.UserNotFound refused) {
        return ApiException.notFound(USER, refused.userId());
    }

    @Override
    public ApiException userDeactivated(Rejection.UserDeactivated refused) {
        return ApiException.failedPrecondition(
                USER, refused.userId(), ErrorReason.USER_DEACTIVATED, "The user is deactivated and cannot be changed.");
    }

    @Override
    public ApiException addressesUsedUp(Rejection.AddressesUsedUp refused) {
        var message = "e-mail addresses given up: " + refused.limit() + " (limit: " + refused.limit()
                + "); the user cannot get another one.";
        return ApiException.failedPrecondition(USER, refused.userId(), ErrorReason.EMAIL_CHANGES, message);
    }

    /** Names no user: whose the address is, is nobody else's business. */
    @Override
    public ApiException emailTaken(Rejection.EmailTaken refused) {
        return ApiException.builder(
                        Status.Code.ALREADY_EXISTS, ErrorReason.EMAIL_TAKEN, "Another user has this e-mail address.")
                .resource(USER, "")
                .build();
    }

    @Override
    public ApiException staleRevision(Rejection.StaleRevision refused) {
        return ApiException.staleRevision(USER, refused.userId(), refused.given(), refused.current());
    }

    @Override
    public ApiException requestIdReused(Rejection.RequestIdReused refused) {
        return ApiException.requestIdReused(refused.requestId());
    }

    @Override
    public ApiException claimLost(Rejection.ClaimLost refused) {
        return ApiException.builder(
                        Status.Code.ABORTED,
                        ErrorReason.EMAIL_CONTENDED,
                        "Other requests are claiming this e-mail address; try again.")
                .retryAfter(Duration.ofMillis(200))
                .build();
    }
}
