package shop.platform.cluster;

import static org.awaitility.Awaitility.await;

import akka.actor.Cancellable;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Sends numbers from one node to another, a thousand a second, which sends each back. */
final class EchoLoad implements AutoCloseable {
    private final Set<Integer> answered = ConcurrentHashMap.newKeySet();
    private final AtomicInteger sent = new AtomicInteger();
    private final Cancellable sending;

    private EchoLoad(ActorSystem<?> from, ActorSystem<?> to) {
        var back = from.systemActorOf(each(number -> answered.add(Integer.valueOf(number))), "answers", Props.empty());
        var echo = to.systemActorOf(each(remote(to, from, back)::tell), "echo", Props.empty());
        var there = remote(from, to, echo);
        sending = from.scheduler()
                .scheduleAtFixedRate(
                        Duration.ZERO,
                        Duration.ofMillis(1),
                        () -> there.tell(Integer.toString(sent.incrementAndGet())),
                        from.executionContext());
    }

    static EchoLoad start(ActorSystem<?> from, ActorSystem<?> to) {
        return new EchoLoad(from, to);
    }

    private static Behavior<String> each(Consumer<String> work) {
        return Behaviors.receiveMessage(text -> {
            work.accept(text);
            return Behaviors.same();
        });
    }

    /** The actor as another node knows it. */
    private static ActorRef<String> remote(ActorSystem<?> at, ActorSystem<?> home, ActorRef<String> actor) {
        return ActorRefResolver.get(at)
                .resolveActorRef(ActorRefResolver.get(home).toSerializationFormat(actor));
    }

    /** The number that was sent last. */
    int sent() {
        return sent.get();
    }

    /** Waits for so many answers to numbers from {@code first} on. */
    void awaitAnswers(int first, int count) {
        await().atMost(TestNode.BOUND)
                .until(() -> answered.stream().filter(number -> number >= first).count() >= count);
    }

    /** Waits until each number sent so far has been answered. */
    void awaitAllSent() {
        var last = sent();
        await().atMost(TestNode.BOUND)
                .until(() -> IntStream.rangeClosed(1, last).allMatch(answered::contains));
    }

    @Override
    public void close() {
        sending.cancel();
    }
}
