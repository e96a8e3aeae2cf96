package shop.order.users;

import java.util.concurrent.CompletionStage;
import shop.order.domain.UserStanding;
import shop.platform.grpc.client.OutgoingCall;

/** Knows who may order. */
@FunctionalInterface
public interface UserDirectory {
    /**
     * Returns the standing of a user. Whatever goes wrong on the way is {@link UserStanding.Undetermined}; the stage
     * never fails for it.
     *
     * @param call up to when the caller waits for the answer, and what the question is part of
     */
    CompletionStage<UserStanding> standing(String userId, OutgoingCall call);
}
