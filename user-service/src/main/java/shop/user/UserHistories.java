package shop.user;

import java.util.List;
import shop.platform.history.EntityHistory;
import shop.platform.history.HistoryCatalog;
import shop.user.domain.User;
import shop.user.domain.UserEvent;
import shop.user.domain.UserState;

/** Of whom the events can be looked at. */
public final class UserHistories implements HistoryCatalog {
    @Override
    public List<EntityHistory<?, ?>> all() {
        return List.of(new EntityHistory<>(
                "user",
                "user.User",
                User.TYPE.name(),
                UserEvent.class,
                UserEvent::metadata,
                UserState::absent,
                (state, event) -> event.fold(state),
                UserState::details));
    }
}
