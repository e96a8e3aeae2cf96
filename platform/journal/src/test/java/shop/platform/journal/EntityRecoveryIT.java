package shop.platform.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EntityRecoveryIT {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @Test
    void anEntityComesBackFromItsSnapshotAndItsEvents() {
        try (var node = TestNode.start()) {
            assertThat(append(node, 25)).isEqualTo("x".repeat(25));
            assertThat(append(node, 0)).isEqualTo("x".repeat(25));
            assertThat(append(node, 7)).isEqualTo("x".repeat(32));
        }
    }

    @Test
    void anEntityComesBackOnAnotherNode() {
        var url = TestNode.newDatabase();
        try (var node = TestNode.start(url, "")) {
            append(node, 12);
        }
        try (var node = TestNode.start(url, "")) {
            assertThat(append(node, 0)).isEqualTo("x".repeat(12));
        }
    }

    /** Starts the entity, lets it persist some events, and stops it; returns its last state. */
    private static String append(TestNode node, int events) {
        var probe = node.kit().<String>createTestProbe();
        var entity = node.kit().spawn(Text.create(probe.ref()));
        for (var event = 0; event < events; event++) {
            entity.tell("x");
            probe.receiveMessage(BOUND);
        }
        entity.tell("");
        var state = probe.receiveMessage(BOUND);
        node.kit().stop(entity, BOUND);
        return state;
    }

    private static final class Text extends EventSourcedBehavior<String, String, String> {
        private final ActorRef<String> observer;

        static Behavior<String> create(ActorRef<String> observer) {
            return Behaviors.setup(context -> new Text(observer));
        }

        private Text(ActorRef<String> observer) {
            super(PersistenceId.of("Text", "one"));
            this.observer = observer;
        }

        @Override
        public String emptyState() {
            return "";
        }

        @Override
        public CommandHandler<String, String, String> commandHandler() {
            return newCommandHandlerBuilder()
                    .forAnyState()
                    .onAnyCommand((state, command) -> command.isEmpty()
                            ? Effect().none().thenReply(observer, same -> same)
                            : Effect().persist(command).thenReply(observer, same -> same));
        }

        @Override
        public EventHandler<String, String> eventHandler() {
            return newEventHandlerBuilder().forAnyState().onAnyEvent((state, event) -> state + event);
        }

        @Override
        public RetentionCriteria retentionCriteria() {
            return RetentionCriteria.snapshotEvery(10, 1);
        }
    }
}
