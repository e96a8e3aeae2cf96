package shop.platform.projection;

import akka.projection.jdbc.javadsl.JdbcHandler;
import java.sql.SQLException;

/** Hands a group to the service's handler if the fence lets it through. */
final class FencedHandler<E> extends JdbcHandler<EventGroup<E>, FencedSession> {
    private final Fence fence;
    private final ProjectionHandler<E> handler;

    FencedHandler(Fence fence, ProjectionHandler<E> handler) {
        this.fence = fence;
        this.handler = handler;
    }

    @Override
    public void process(FencedSession session, EventGroup<E> group) throws SQLException {
        fence.pass(session, group);
        handler.process(session.connection(), group.events());
    }
}
