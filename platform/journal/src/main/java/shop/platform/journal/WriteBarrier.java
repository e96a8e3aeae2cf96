package shop.platform.journal;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.pattern.Patterns;
import akka.persistence.JournalProtocol;
import akka.persistence.Persistence;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Waits for writes of stopped entities, which may still be in the journal's mailbox and queues. */
public final class WriteBarrier {
    /** The journal answers in order, and each write within its circuit breaker's time. */
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private WriteBarrier() {}

    /** Completes when every earlier write of this node's entities has its final outcome. */
    public static CompletionStage<?> settled(ActorSystem<?> system) {
        var classic = Adapter.toClassic(system);
        var journal = Persistence.get(classic).journalFor("", ConfigFactory.empty());
        return Patterns.askWithReplyTo(
                        journal,
                        replyTo -> new JournalProtocol.WriteMessages(ScalaEdge.seq(List.of()), replyTo, 0),
                        TIMEOUT)
                .thenCompose(
                        inMailboxBefore -> JournalStore.of(classic).writes().settled());
    }
}
