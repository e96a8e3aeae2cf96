package shop.user.domain;

import akka.actor.typed.ActorRef;
import shop.platform.cluster.CborSerializable;
import shop.platform.entity.Request;
import shop.platform.eventsourced.RequestMessage;

/** What can be asked of a {@link User}, in the order in which it happens in life. */
public sealed interface UserCommand extends CborSerializable {

    /** A request that is answered with the user as it is then, or with a refusal. */
    sealed interface Decided extends UserCommand, RequestMessage<Reply> {}

    /** The answer that this request got before; {@link Rejection.UserNotFound} where it got none. */
    record Recall(Request request, ActorRef<Reply> replyTo) implements Decided {}

    /** @param epoch of the claim on the e-mail address, granted to this user */
    record Create(PersonalData personal, long epoch, Request request, ActorRef<Reply> replyTo) implements Decided {}

    record Get(ActorRef<Reply> replyTo) implements UserCommand {}

    /**
     * @param epoch of the claim on the changed e-mail address, granted to this user; 0 where that stays
     * @param revision that must be current; 0: any
     */
    record Update(UserChange change, long epoch, long revision, Request request, ActorRef<Reply> replyTo)
            implements Decided {}

    /** @param revision that must be current; 0: any */
    record ChangeStatus(UserStatus status, long revision, Request request, ActorRef<Reply> replyTo)
            implements Decided {}

    /** Asks the user to give up a claim for ever, unless it holds the address by it. */
    record Renounce(EmailClaim claim, Request request, ActorRef<Renunciation> replyTo)
            implements UserCommand, RequestMessage<Renunciation> {}
}
