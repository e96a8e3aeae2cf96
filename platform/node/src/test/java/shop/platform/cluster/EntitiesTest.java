package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.platform.entity.Binding;

class EntitiesTest {
    private static final EntityTypeKey<Question> TYPE = EntityTypeKey.create(Question.class, "Deaf");

    /** Asks an entity for the number of messages that it has had. */
    record Question(ActorRef<Answer> replyTo) implements CborSerializable {}

    record BoundQuestion(Binding binding, ActorRef<Answer> replyTo) implements CborSerializable {}

    record Answer(int messages) implements CborSerializable {}

    private final TestNode node = TestNode.start("");
    private final AtomicInteger lost = new AtomicInteger();

    @BeforeEach
    void start() {
        node.join(node).awaitUp();
        ClusterSharding.get(node.system()).init(Entity.of(TYPE, context -> deaf(new AtomicInteger())));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    /** As many messages as {@link #lost} says never reach it. */
    private Behavior<Question> deaf(AtomicInteger messages) {
        return Behaviors.receiveMessage(question -> {
            if (messages.incrementAndGet() > lost.get()) {
                question.replyTo().tell(new Answer(messages.get()));
            }
            return Behaviors.same();
        });
    }

    private Answer ask(Duration timeout) {
        return new Entities(node.system())
                .<Question, Answer>ask(TYPE, "entity", Question::new, timeout)
                .toCompletableFuture()
                .join();
    }

    @Test
    void aMessageThatGetsLostIsSentAgainUntilItIsAnswered() {
        lost.set(2);

        assertThat(ask(TestNode.BOUND)).isEqualTo(new Answer(3));
    }

    @Test
    void aMessageThatWasBoundToAnotherPeriodIsSentAgainForThePresentOne() {
        var type = EntityTypeKey.create(BoundQuestion.class, "Bound");
        var turnedBack = new AtomicInteger();
        var periods = new ShardPeriods();
        ClusterSharding.get(node.system())
                .init(Entity.of(type, context -> Behaviors.setup(entity -> once(periods.of(entity), turnedBack))));
        var entities = new Entities(node.system());

        var answers = IntStream.range(0, 3)
                .mapToObj(i -> entities.<BoundQuestion, Answer>askOnce(
                                type,
                                "entity",
                                (binding, replyTo) -> new BoundQuestion(binding, replyTo),
                                TestNode.BOUND)
                        .toCompletableFuture()
                        .join())
                .toList();

        assertThat(answers).containsExactly(new Answer(1), new Answer(2), new Answer(3));
        assertThat(turnedBack).hasValue(1);
    }

    /** Counts what it decides about, and what it turns back. */
    private static Behavior<BoundQuestion> once(ShardPeriod period, AtomicInteger turnedBack) {
        var decided = new AtomicInteger();
        return Behaviors.receiveMessage(question -> {
            if (period.admits(Optional.of(question.binding()), question.replyTo())) {
                question.replyTo().tell(new Answer(decided.incrementAndGet()));
            } else {
                turnedBack.incrementAndGet();
            }
            return Behaviors.same();
        });
    }

    @Test
    void aMessageThatIsNeverAnsweredEndsWithItsTimeout() {
        lost.set(Integer.MAX_VALUE);

        assertThat(catchThrowable(() -> ask(Duration.ofMillis(1500)))).hasCauseInstanceOf(TimeoutException.class);
    }
}
