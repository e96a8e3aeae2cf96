package shop.order.users;

import java.util.concurrent.CompletionStage;
import shop.order.domain.UserStanding;
import shop.platform.call.Deadline;

/** This service's own copy of the users, which lags a little behind user-service. */
@FunctionalInterface
public interface Replica {
    /**
     * Returns the standing of a user by the copy: never {@link UserStanding.NotFound}, since the copy may not have
     * heard of a new user yet. Whatever goes wrong is {@link UserStanding.Undetermined}; the stage does not fail.
     *
     * @param deadline up to when the caller waits
     */
    CompletionStage<UserStanding> standing(String userId, Deadline deadline);
}
