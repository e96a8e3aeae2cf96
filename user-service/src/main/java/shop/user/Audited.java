package shop.user;

import akka.actor.typed.ActorSystem;
import shop.platform.audit.Audit;
import shop.user.domain.EmailAddress;
import shop.user.domain.User;
import shop.user.domain.UserEvent;

/** What the audit learns from events: a call about a user may begin with an e-mail address, and touch another user. */
final class Audited {
    private static final String USER = "user.User/";

    private Audited() {}

    static void follow(ActorSystem<?> system) {
        var audit = Audit.get(system);
        audit.follow(
                User.TYPE.name(),
                UserEvent.class,
                UserEvent::metadata,
                event -> event.event() instanceof UserEvent.EmailRenounced ? "" : USER + event.entityId());
        audit.follow(
                EmailAddress.TYPE.name(),
                EmailAddress.Event.class,
                EmailAddress.Event::metadata,
                event -> event.event().fold(claimed -> USER + claimed.userId(), freed -> ""));
    }
}
