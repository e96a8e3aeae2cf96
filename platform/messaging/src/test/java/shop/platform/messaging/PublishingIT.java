package shop.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import com.typesafe.config.ConfigFactory;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.devstack.KafkaBroker;
import shop.platform.journal.EventEnvelope;
import shop.platform.journal.SteadyWriter;
import shop.platform.journal.TestNode;

class PublishingIT {
    /** As fast as a publisher of small groups, or nearly. */
    private static final Duration BETWEEN_COMMITS = Duration.ofMillis(10);

    private static final String SMALL_GROUPS = "shop.projection.group-size = 20\n";

    private final String url = TestNode.newDatabase();
    private KafkaBroker broker = KafkaBroker.shared();
    private KafkaTopic topic = KafkaTopic.unique(broker);
    private Optional<KafkaBroker> own = Optional.empty();

    @AfterEach
    void stopBroker() {
        own.ifPresent(KafkaBroker::close);
    }

    /** For a test that breaks it. */
    private void haveABrokerOfItsOwn() {
        broker = KafkaBroker.start();
        own = Optional.of(broker);
        topic = KafkaTopic.unique(broker);
    }

    @Test
    void eachEventIsPublishedUnderItsEntitysIdWithHeadersThatTellItApart() throws Exception {
        try (var node = MessagingNode.start(url, broker, "")) {
            node.publish(topic);
            node.write(20, 1, 5);
            awaitPublished(20, 5);

            var first = topic.read().stream()
                    .filter(one -> KafkaTopic.header(one, "persistence-id").equals("Thing|7"))
                    .findFirst()
                    .orElseThrow();
            assertThat(new String(first.key(), UTF_8)).isEqualTo("7");
            assertThat(StringValue.parseFrom(first.value()).getValue()).isEqualTo("Thing|7#1");
            assertThat(KafkaTopic.header(first, "type")).isEqualTo("google.protobuf.StringValue");
            assertThat(KafkaTopic.header(first, "sequence-number")).isEqualTo("1");
            assertThat(KafkaTopic.header(first, "traceparent")).isEqualTo("trace of Thing|7#1");
        }
    }

    @Test
    void whateverKeepsTheCommonPoolBusyDelaysNothing() throws Exception {
        var end = new CountDownLatch(1);
        try (var node = MessagingNode.start(url, broker, "")) {
            node.publish(topic);
            node.write(10, 1, 5);
            awaitPublished(10, 5);
            var busy = IntStream.range(0, 2 * ForkJoinPool.getCommonPoolParallelism())
                    .mapToObj(task -> ForkJoinPool.commonPool().submit(() -> end.await(5, MINUTES)))
                    .toList();

            node.write(10, 6, 10);
            awaitPublished(10, 10);

            assertThat(busy).noneMatch(ForkJoinTask::isDone);
        } finally {
            end.countDown();
        }
    }

    @Test
    void aNodeStartsWithoutKafkaAndPublishesWhenItIsThere() throws Exception {
        haveABrokerOfItsOwn();
        broker.stop();
        try (var node = MessagingNode.start(url, broker, "")) {
            node.publish(topic);
            node.write(10, 1, 10);

            broker.restart();

            awaitPublished(10, 10);
        }
    }

    @Test
    void whatIsPublishedWhileTheBrokerIsKilledIsNeitherLostNorReordered() throws Exception {
        haveABrokerOfItsOwn();
        var settings = SMALL_GROUPS + "shop.messaging.producer { delivery-timeout = 2s, max-block = 1s }";
        try (var node = MessagingNode.start(url, broker, settings);
                var writer = SteadyWriter.start(node.node(), BETWEEN_COMMITS)) {
            node.publish(topic);
            for (var kill = 1; kill <= 3; kill++) {
                awaitMore(count());
                broker.kill();
                broker.restart();
            }
            awaitPublished(SteadyWriter.ENTITIES, writer.stop());
        }
    }

    @Test
    void aFrozenBrokerDelaysButLosesAndReordersNothing() throws Exception {
        haveABrokerOfItsOwn();
        var settings = SMALL_GROUPS + "shop.messaging.producer { delivery-timeout = 2s, max-block = 1s }";
        try (var node = MessagingNode.start(url, broker, settings)) {
            node.publish(topic);
            var before = count();
            node.write(10, 1, 20);
            awaitMore(before);

            broker.suspend();
            node.write(10, 21, 60);
            await().pollDelay(Duration.ofSeconds(5)).until(() -> true);
            broker.resume();

            awaitPublished(10, 60);
        }
    }

    @Test
    void aNodeThatEndsAmidAGroupPublishesItAgain() throws Exception {
        for (var life = 1; life <= 3; life++) {
            try (var node = MessagingNode.start(url, broker, SMALL_GROUPS)) {
                node.publish(topic);
                var before = count();
                node.write(10, life * 30L - 29, life * 30L);
                awaitMore(before);
            }
        }
        try (var node = MessagingNode.start(url, broker, "")) {
            node.publish(topic);
            awaitPublished(10, 90);
        }
    }

    @Test
    void nothingIsPublishedBehindAnEventThatCannotBe() throws Exception {
        var tooLarge = new AtomicBoolean(true);
        try (var node = MessagingNode.start(url, broker, "")) {
            var projection = node.publish(topic, growing("Thing|0#5", tooLarge));
            node.write(1, 1, 20);
            await().atMost(MessagingNode.BOUND)
                    .until(() -> published().getOrDefault("Thing|0", List.of()).contains(4L));

            await().during(Duration.ofSeconds(3))
                    .atMost(MessagingNode.BOUND)
                    .untilAsserted(() -> assertThat(published().get("Thing|0")).allMatch(sequence -> sequence < 5));
            assertThat(projection.lag().toCompletableFuture().join().events()).isEqualTo(20);

            tooLarge.set(false);
            awaitPublished(1, 20);
        }
    }

    @Test
    void aResetUnderLoadPublishesEveryEventAgainAndNoWorkerSwallowsIt() throws Exception {
        // Small groups, each of which stores an offset while the reset tries to make it forgotten.
        var settings = "shop.projection { group-size = 5 }";
        try (var node = MessagingNode.start(url, broker, settings);
                var writer = SteadyWriter.start(node.node(), BETWEEN_COMMITS)) {
            node.publish(topic);
            awaitMore(0);
            for (var time = 1; time <= 3; time++) {
                var before = topic.read();

                MessagingNode.reset(url, MessagingNode.PUBLISHER);
                awaitCaughtUp();

                assertPublishedAgain(before);
            }
            awaitPublished(SteadyWriter.ENTITIES, writer.stop());
        }
    }

    @Test
    void aResetThatIsRepeatedWhileTheFirstIsUnderWayPublishesEveryEventAgain() throws Exception {
        try (var node = MessagingNode.start(url, broker, SMALL_GROUPS)) {
            node.publish(topic);
            node.write(10, 1, 50);
            awaitPublished(10, 50);
            MessagingNode.reset(url, MessagingNode.PUBLISHER);
        }
        var before = topic.read();
        try (var node = MessagingNode.start(url, broker, SMALL_GROUPS)) {
            node.publish(topic);
            await().atMost(MessagingNode.BOUND).until(() -> !after(before).isEmpty());
            MessagingNode.reset(url, MessagingNode.PUBLISHER);
            awaitCaughtUp();

            assertPublishedAgain(before);
            awaitPublished(10, 50);
        }
    }

    @Test
    void aJournalThatWasRestoredToAnEarlierMomentPublishesNothingUntilTheTopicHasBegunAnew() throws Exception {
        try (var node = MessagingNode.start(url, broker, "")) {
            node.publish(topic);
            node.write(10, 1, 5);
            awaitPublished(10, 5);
        }
        var earlier = EarlierMoment.of(url);
        try (var node = MessagingNode.start(url, broker, "")) {
            node.publish(topic);
            node.write(10, 6, 10);
            awaitPublished(10, 10);
        }
        try (var node = MessagingNode.start(earlier, broker, "")) {
            node.publish(topic);
            // Other events under the same numbers.
            node.write(10, 6, 7);
            await().during(Duration.ofSeconds(3)).atMost(MessagingNode.BOUND).until(() -> count() == 100);
            var publisher = new TopicPublisher(MessagingNode.PUBLISHER, topic.name());

            MessagingNode.reset(earlier, publisher);
            publisher.takeBack(node.config());
            MessagingNode.reset(earlier, publisher);

            awaitPublished(10, 7);
        }
        try (var node = MessagingNode.start(earlier, broker, "")) {
            node.publish(topic);
            node.write(10, 8, 9);
            awaitPublished(10, 9);
        }
    }

    @Test
    void foreignRecordsOnTheTopicDoNotStopThePublisher() throws Exception {
        try (var node = MessagingNode.start(url, broker, "")) {
            node.createTopic(topic);
            topic.send(List.of(
                    topic.event("Other|x", 7),
                    topic.raw("k", new byte[] {1, 2}, List.of()),
                    new ProducerRecord<>(topic.name(), null, null, null)));
            node.publish(topic);
            node.write(3, 1, 5);

            await().atMost(MessagingNode.BOUND).until(() -> topic.read().size() == 18);
        }
    }

    private void awaitCaughtUp() throws SQLException {
        try (var connection = DriverManager.getConnection(url)) {
            var progress = MessagingNode.PUBLISHER.progress(connection, ConfigFactory.empty());
            await().atMost(MessagingNode.BOUND).until(() -> progress.remaining() == 0);
        }
    }

    private void assertPublishedAgain(List<ConsumerRecord<byte[], byte[]>> before) {
        // Not by containsAll, whose time grows with the square of their number.
        var missing = new HashSet<>(events(before));
        missing.removeAll(events(after(before)));
        assertThat(missing).isEmpty();
    }

    /** What was put on the topic since. */
    private List<ConsumerRecord<byte[], byte[]>> after(List<ConsumerRecord<byte[], byte[]>> before) {
        var ends = before.stream().collect(toMap(ConsumerRecord::partition, ConsumerRecord::offset, Math::max));
        return topic.read().stream()
                .filter(one -> one.offset() > ends.getOrDefault(one.partition(), -1L))
                .toList();
    }

    private static Set<String> events(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(one -> KafkaTopic.header(one, "persistence-id") + "#" + KafkaTopic.header(one, "sequence-number"))
                .collect(toSet());
    }

    private static PublishedEvents<String> growing(String event, AtomicBoolean tooLarge) {
        return new PublishedEvents<>() {
            @Override
            public Optional<Message> message(EventEnvelope<String> envelope) {
                var size = tooLarge.get() && envelope.event().equals(event) ? 3_000_000 : 1;
                return Optional.of(StringValue.of("x".repeat(size)));
            }

            @Override
            public String traceparent(EventEnvelope<String> envelope) {
                return "";
            }
        };
    }

    private void awaitPublished(int entities, long events) {
        var all = LongStream.rangeClosed(1, events).boxed().toList();
        await().atMost(MessagingNode.BOUND).untilAsserted(() -> {
            var published = published();
            assertThat(published).hasSize(entities);
            IntStream.range(0, entities)
                    .forEach(entity ->
                            assertThat(published.get("Thing|" + entity)).isEqualTo(all));
        });
    }

    private void awaitMore(int before) {
        await().atMost(MessagingNode.BOUND).until(() -> count() > before + 50);
    }

    private int count() {
        return published().values().stream().mapToInt(List::size).sum();
    }

    /** What a consumer sees that drops what is not above the highest sequence number it has seen. */
    private Map<String, List<Long>> published() {
        var sequences = topic.read().stream()
                .collect(groupingBy(
                        one -> KafkaTopic.header(one, "persistence-id"),
                        mapping(
                                (ConsumerRecord<byte[], byte[]> one) ->
                                        Long.valueOf(KafkaTopic.header(one, "sequence-number")),
                                toList())));
        sequences.replaceAll((id, all) -> {
            var rising = new ArrayList<Long>();
            all.stream()
                    .filter(sequence -> rising.isEmpty() || sequence > rising.get(rising.size() - 1))
                    .forEach(rising::add);
            return rising;
        });
        return sequences;
    }
}
