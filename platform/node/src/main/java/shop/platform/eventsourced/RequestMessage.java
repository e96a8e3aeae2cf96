package shop.platform.eventsourced;

import akka.actor.typed.ActorRef;
import shop.platform.entity.Request;
import shop.platform.telemetry.Traced;

/** A message that brings a caller's request to an entity. */
public interface RequestMessage<R> extends Traced {
    Request request();

    ActorRef<R> replyTo();

    @Override
    default String traceparent() {
        return request().metadata().traceparent();
    }
}
