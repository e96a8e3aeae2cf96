package shop.platform.node;

import akka.Done;
import akka.actor.AbstractExtensionId;
import akka.actor.ClassicActorSystemProvider;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The recorder of log level changes, called before a change takes effect. Thread-safe. */
public final class LogLevels implements Extension {
    private static final AbstractExtensionId<LogLevels> ID = new AbstractExtensionId<>() {
        @Override
        public LogLevels createExtension(ExtendedActorSystem system) {
            return new LogLevels();
        }
    };

    private volatile Changes changes = (logger, level, source) -> CompletableFuture.completedFuture(Done.getInstance());

    /** Keeps a record of changes. */
    @FunctionalInterface
    public interface Changes {

        /**
         * Completes when the change is recorded; otherwise there is no change.
         *
         * @param source the IP address that it comes from; empty: not known
         */
        CompletionStage<Done> record(String logger, String level, String source);
    }

    private LogLevels() {}

    public static LogLevels get(ClassicActorSystemProvider system) {
        return ID.get(system);
    }

    /** Sets the recorder that records each later change first. */
    public void recordIn(Changes further) {
        changes = further;
    }

    CompletionStage<Done> record(String logger, String level, String source) {
        return changes.record(logger, level, source);
    }
}
