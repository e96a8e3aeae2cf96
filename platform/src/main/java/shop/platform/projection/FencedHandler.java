package shop.platform.projection;

import akka.projection.jdbc.javadsl.JdbcHandler;
import java.sql.SQLException;
import java.util.List;
import shop.platform.journal.EventEnvelope;

/** Hands a group to the service's handler if the fence lets it through. */
final class FencedHandler<E> extends JdbcHandler<List<EventEnvelope<E>>, FencedSession> {
    private final Fence fence;
    private final ProjectionHandler<E> handler;
    private final ProjectionTelemetry telemetry;

    FencedHandler(Fence fence, ProjectionHandler<E> handler, ProjectionTelemetry telemetry) {
        this.telemetry = telemetry;
        this.fence = fence;
        this.handler = handler;
    }

    @Override
    public void process(FencedSession session, List<EventEnvelope<E>> events) throws SQLException {
        fence.pass(session, events);
        var spans = telemetry.begin(events);
        var succeeded = false;
        try {
            handler.process(session.connection(), events);
            succeeded = true;
        } finally {
            ProjectionTelemetry.end(spans, succeeded);
        }
    }
}
