package shop.user;

import java.util.List;
import shop.platform.messaging.TopicPublisher;
import shop.platform.projection.JournalProjection;
import shop.platform.projection.ProjectionCatalog;
import shop.platform.projection.Resettable;
import shop.user.domain.User;
import shop.user.messaging.UserEvents;

/** What follows the events of users and can start over. The names must never change: offsets are stored under them. */
public final class UserProjections implements ProjectionCatalog {
    static final JournalProjection LIST = JournalProjection.filling("users", User.TYPE.name(), "users");
    static final TopicPublisher PUBLISHER =
            TopicPublisher.of("user-events-publisher", User.TYPE.name(), UserEvents.TOPIC);

    @Override
    public List<Resettable> all() {
        return List.of(LIST, PUBLISHER);
    }
}
