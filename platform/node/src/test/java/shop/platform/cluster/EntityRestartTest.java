package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.platform.cluster.TestNode.BOUND;

import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class EntityRestartTest {
    private final List<Long> starts = new CopyOnWriteArrayList<>();

    @Test
    void anEntityThatFailsStartsAgainAfterItsBackOff() {
        try (var node = TestNode.start("shop.cluster.entity-restart { min-backoff = 300ms, max-backoff = 1s }")) {
            node.join(node).awaitUp();
            var supervised = Behaviors.supervise(failing()).onFailure(new Entities(node.system()).restart());
            var entity = node.system().systemActorOf(supervised, "entity", Props.empty());

            entity.tell("fail");

            await().atMost(BOUND).until(() -> starts.size() == 2);
            assertThat(Duration.ofNanos(starts.get(1) - starts.get(0))).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    private Behavior<String> failing() {
        return Behaviors.setup(context -> {
            starts.add(System.nanoTime());
            return Behaviors.receiveMessage(message -> {
                throw new IllegalStateException("failed on purpose");
            });
        });
    }
}
