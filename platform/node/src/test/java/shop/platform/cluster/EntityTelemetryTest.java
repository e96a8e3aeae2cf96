package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import io.opentelemetry.api.trace.Span;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.platform.telemetry.Metric;
import shop.platform.telemetry.Telemetry;
import shop.platform.telemetry.TraceParent;
import shop.platform.telemetry.Traced;

class EntityTelemetryTest {
    private static final EntityTypeKey<Question> TYPE = EntityTypeKey.create(Question.class, "Traced");
    private static final String CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-";

    /** Asks an entity of what it is part while it answers. */
    record Question(String traceparent, ActorRef<Answer> replyTo) implements CborSerializable, Traced {}

    record Answer(String traceparent) implements CborSerializable {}

    private final TestNode node = TestNode.start("shop.telemetry.poll-interval = 100ms");

    @BeforeEach
    void start() {
        var telemetry = EntityTelemetry.of(node.system(), TYPE, Question.class);
        ClusterSharding.get(node.system()).init(Entity.of(TYPE, context -> telemetry.around(candid())));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static Behavior<Question> candid() {
        return Behaviors.receiveMessage(question -> {
            question.replyTo().tell(new Answer(TraceParent.of(Span.current())));
            return Behaviors.same();
        });
    }

    @Test
    void aCommandIsASpanOfItsTraceOnlyWhereThatIsRecorded() {
        node.join(node).awaitUp();

        assertThat(spanWithin(CALLER + "00")).as("for the logs").isEqualTo(CALLER + "00");
        assertThat(spanWithin(CALLER + "01"))
                .startsWith(CALLER.substring(0, 36))
                .endsWith("-01")
                .isNotEqualTo(CALLER + "01");
        assertThat(spanWithin("")).isEmpty();
    }

    @Test
    void aCoordinatorThatDoesNotKnowTheNodeAgesAndOneThatDoesStaysYoung() {
        await().atMost(TestNode.BOUND).until(() -> coordinatorAge() > 2);

        node.join(node).awaitUp();

        await().atMost(TestNode.BOUND).until(() -> coordinatorAge() < 1);
    }

    private String spanWithin(String traceparent) {
        return new Entities(node.system())
                .<Question, Answer>ask(TYPE, "entity", to -> new Question(traceparent, to), TestNode.BOUND)
                .toCompletableFuture()
                .join()
                .traceparent();
    }

    private double coordinatorAge() {
        return Telemetry.get(node.system()).snapshot().stream()
                .filter(metric ->
                        metric.getMetadata().getPrometheusName().equals(Metric.COORDINATOR_AGE.prometheusName()))
                .flatMap(metric -> ((GaugeSnapshot) metric).getDataPoints().stream())
                .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .findFirst()
                .orElseThrow();
    }
}
