package shop.platform.extension;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import java.util.function.Function;

/** The id of something that an actor system has one of, made when it is first asked for. */
public final class SystemExtension<T extends Extension> extends ExtensionId<T> {
    private final Function<ActorSystem<?>, T> create;

    public SystemExtension(Function<ActorSystem<?>, T> create) {
        this.create = create;
    }

    @Override
    public T createExtension(ActorSystem<?> system) {
        return create.apply(system);
    }
}
