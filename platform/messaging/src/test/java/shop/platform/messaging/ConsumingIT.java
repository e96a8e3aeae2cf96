package shop.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.StringValue;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import shop.devstack.KafkaBroker;
import shop.platform.journal.TestNode;

class ConsumingIT {
    private static final String SMALL_BATCHES = "shop.messaging.consumer.batch-size = 7\n";

    private final KafkaBroker broker = KafkaBroker.shared();
    private final KafkaTopic topic = KafkaTopic.unique(broker);
    private final String name = "consumer-of-" + topic.name();
    private final String url = TestNode.newDatabase();

    @Test
    void eachEventIsHandledOnceAndThoseOfAnEntityInOrder() throws Exception {
        try (var node = MessagingNode.start(url, broker, "")) {
            var consuming = node.consume(name, topic, AppliedTable::write);
            node.publish(topic);
            node.write(20, 1, 50);

            awaitApplied();
            await().atMost(MessagingNode.BOUND).until(() -> lag(consuming) == 0);
        }
    }

    @Test
    void recordsThatComeAgainAreDropped() throws Exception {
        try (var node = MessagingNode.start(url, broker, "")) {
            node.createTopic(topic);
            topic.send(List.of(topic.event("a", 1), topic.event("a", 2), topic.event("b", 1), topic.event("a", 1)));
            topic.send(List.of(topic.event("a", 2), topic.event("a", 3), topic.event("b", 1), topic.event("b", 4)));

            var consuming = node.consume(name, topic, AppliedTable::write);

            await().atMost(MessagingNode.BOUND).until(() -> lag(consuming) == 0);
            assertThat(AppliedTable.contents(url)).containsExactly("a=a#1", "a=a#2", "a=a#3", "b=b#1", "b=b#4");
        }
    }

    @Test
    void whateverTheHandlerThrowsItsRecordsComeAgainUntilItHasThem() throws Exception {
        var faults = new AtomicInteger();
        RecordHandler<StringValue> failing = (connection, records) -> {
            switch (faults.incrementAndGet() % 5) {
                case 1 -> throw new SQLException("before anything was written");
                case 2 -> {
                    AppliedTable.write(connection, records);
                    throw new IllegalStateException("after everything was written");
                }
                case 3 -> {
                    AppliedTable.write(connection, records);
                    try (var statement = connection.createStatement()) {
                        statement.execute("select pg_terminate_backend(pg_backend_pid())");
                    }
                }
                default -> AppliedTable.write(connection, records);
            }
        };
        try (var node = MessagingNode.start(url, broker, SMALL_BATCHES)) {
            var consuming = node.consume(name, topic, failing);
            node.publish(topic);
            node.write(10, 1, 10);

            awaitApplied();
            assertThat(faults.get()).isGreaterThan(20);
            assertThat(consuming.deadLetters()).isZero();
        }
    }

    @Test
    void partitionsMoveBetweenNodesWhileRecordsFlow() throws Exception {
        var working = Set.of("first", "second", "third");
        var worked = ConcurrentHashMap.<String>newKeySet();
        try (var first = MessagingNode.start(url, broker, SMALL_BATCHES)) {
            first.consume(name, topic, notedBy("first", worked));
            first.publish(topic);
            var next = writeUntilMore(first, 1);
            try (var second = MessagingNode.start(url, broker, SMALL_BATCHES)) {
                second.consume(name, topic, notedBy("second", worked));
                next = writeUntil(first, next, () -> worked.contains("second"));
                try (var third = MessagingNode.start(url, broker, SMALL_BATCHES)) {
                    third.consume(name, topic, notedBy("third", worked));
                    next = writeUntilMore(first, next);
                }
                next = writeUntilMore(first, next);
            }
            writeUntilMore(first, next);

            awaitApplied();
            assertThat(worked).isSubsetOf(working).contains("first", "second");
        }
    }

    @Test
    void aRecordThatCannotBeReadGoesToTheDeadLettersAsItWasAndTakesNoOtherWithIt() throws Exception {
        var headers = new EventHeaders("google.protobuf.StringValue", "a", 2, "trace").write();
        var garbage = new byte[] {10, 99, 's', 'e', 'c', 'r', 'e', 't'};
        try (var node = MessagingNode.start(url, broker, "")) {
            node.createTopic(topic);
            topic.send(List.of(
                    topic.event("a", 1),
                    topic.raw("a", garbage, headers),
                    topic.raw("a", garbage, List.of()),
                    topic.event("a", 3)));

            var consuming = node.consume(name, topic, AppliedTable::write);

            await().atMost(MessagingNode.BOUND).until(() -> AppliedTable.size(url) == 2);
            await().atMost(MessagingNode.BOUND).until(() -> lag(consuming) == 0);
            assertThat(consuming.deadLetters()).isEqualTo(2);
            var letters = new KafkaTopic(broker, name + ".dead-letters").read();
            assertThat(letters).hasSize(2).allSatisfy(letter -> {
                assertThat(letter.value()).isEqualTo(garbage);
                assertThat(new String(letter.key(), UTF_8)).isEqualTo("a");
                assertThat(KafkaTopic.header(letter, "dead-letter-topic")).isEqualTo(topic.name());
                assertThat(letter.headers()).noneMatch(header -> new String(header.value(), UTF_8).contains("secret"));
            });
            assertThat(KafkaTopic.header(letters.get(0), "persistence-id")).isEqualTo("a");
            assertThat(KafkaTopic.header(letters.get(0), "traceparent")).isEqualTo("trace");
            assertThat(KafkaTopic.header(letters.get(0), "dead-letter-offset")).isEqualTo("1");
            assertThat(KafkaTopic.header(letters.get(0), "dead-letter-reason"))
                    .isEqualTo("value: 8 bytes (expected: a google.protobuf.StringValue)");
            assertThat(KafkaTopic.header(letters.get(1), "dead-letter-reason"))
                    .isEqualTo("header persistence-id: missing");
        }
    }

    @Test
    void whatTheHandlerDeclaresPoisonIsTakenOutOfItsBatchAlone() throws Exception {
        var poison = Set.of("a#3", "b#1", "b#2", "a#40");
        RecordHandler<StringValue> choosy = (connection, records) -> {
            AppliedTable.write(connection, records);
            if (records.stream().anyMatch(one -> poison.contains(one.message().getValue()))) {
                throw new PoisonException("not to my taste");
            }
        };
        try (var node = MessagingNode.start(url, broker, "")) {
            node.createTopic(topic);
            var events = new ArrayList<ProducerRecord<byte[], byte[]>>();
            for (var sequence = 1; sequence <= 40; sequence++) {
                events.add(topic.event("a", sequence));
                events.add(topic.event("b", sequence));
            }
            topic.send(events);

            var consuming = node.consume(name, topic, choosy);

            await().atMost(MessagingNode.BOUND).until(() -> lag(consuming) == 0);
            assertThat(AppliedTable.size(url)).isEqualTo(76);
            assertThat(AppliedTable.outOfOrder(url)).isEmpty();
            assertThat(new KafkaTopic(broker, name + ".dead-letters").read())
                    .hasSize(4)
                    .allSatisfy(letter -> {
                        assertThat(poison)
                                .contains(StringValue.parseFrom(letter.value()).getValue());
                        assertThat(KafkaTopic.header(letter, "dead-letter-reason"))
                                .isEqualTo("not to my taste");
                    });
            assertThat(consuming.deadLetters()).isEqualTo(4);
        }
    }

    @Test
    void whatTheDatabaseCannotTakeIsTakenOutOfItsBatchAloneAndTheReasonQuotesNothing() throws Exception {
        var events = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (var sequence = 1; sequence <= 40; sequence++) {
            events.add(topic.event("a", sequence, sequence % 15 == 0 ? "secret\0" : "a#" + sequence));
        }
        try (var node = MessagingNode.start(url, broker, "")) {
            node.createTopic(topic);
            topic.send(events);

            var consuming = node.consume(name, topic, AppliedTable::write);

            await().atMost(MessagingNode.BOUND).until(() -> lag(consuming) == 0);
            assertThat(AppliedTable.size(url)).isEqualTo(38);
            assertThat(new KafkaTopic(broker, name + ".dead-letters").read())
                    .hasSize(2)
                    .allSatisfy(letter -> assertThat(KafkaTopic.header(letter, "dead-letter-reason"))
                            .isEqualTo("the database refuses it: SQLSTATE 22021"));
        }
    }

    @Test
    void whateverAHandlerThrowsAtARecordAloneSendsItToTheDeadLetters() throws Exception {
        RecordHandler<StringValue> strict = new RecordHandler<>() {
            @Override
            public void verify(ReceivedRecord<StringValue> received) {
                if (received.sequenceNumber() == 2) {
                    throw new DateTimeException("secret");
                }
            }

            @Override
            public void process(Connection connection, List<ReceivedRecord<StringValue>> records) throws SQLException {
                AppliedTable.write(connection, records);
            }
        };
        try (var node = MessagingNode.start(url, broker, "")) {
            node.createTopic(topic);
            topic.send(List.of(topic.event("a", 1), topic.event("a", 2), topic.event("a", 3)));

            var consuming = node.consume(name, topic, strict);

            await().atMost(MessagingNode.BOUND).until(() -> lag(consuming) == 0);
            assertThat(AppliedTable.contents(url)).containsExactly("a=a#1", "a=a#3");
            assertThat(new KafkaTopic(broker, name + ".dead-letters").read())
                    .singleElement()
                    .satisfies(letter -> assertThat(KafkaTopic.header(letter, "dead-letter-reason"))
                            .isEqualTo("it cannot be read: DateTimeException"));
        }
    }

    @Test
    void aRecordThatIsTooLargeForADeadLetterLeavesTheFactsAboutIt() throws Exception {
        try (var node = MessagingNode.start(url, broker, "")) {
            node.createTopic(topic);
            topic.sendCompressed(topic.raw("a", new byte[5_000_000], List.of()));
            topic.send(List.of(topic.event("a", 1)));

            var consuming = node.consume(name, topic, AppliedTable::write);

            await().atMost(MessagingNode.BOUND).until(() -> lag(consuming) == 0);
            assertThat(AppliedTable.contents(url)).containsExactly("a=a#1");
            assertThat(new KafkaTopic(broker, name + ".dead-letters").read())
                    .singleElement()
                    .satisfies(letter -> assertThat(KafkaTopic.header(letter, "dead-letter-reason"))
                            .contains("header persistence-id: missing", "a value of 5000000 bytes"));
        }
    }

    @Test
    void aTraceThatIsNoneDoesNotDecideOnItsRecord() throws Exception {
        var headers = new EventHeaders("google.protobuf.StringValue", "a", 1, "00-\0").write();
        try (var node = MessagingNode.start(url, broker, "")) {
            node.createTopic(topic);
            topic.send(List.of(topic.raw("a", StringValue.of("a#1").toByteArray(), headers)));
            var traces = ConcurrentHashMap.<String>newKeySet();

            var consuming = node.consume(name, topic, (connection, records) -> {
                records.forEach(received -> traces.add(received.traceparent()));
                AppliedTable.write(connection, records);
            });

            await().atMost(MessagingNode.BOUND).until(() -> lag(consuming) == 0);
            assertThat(AppliedTable.contents(url)).containsExactly("a=a#1");
            assertThat(traces).containsExactly("");
        }
    }

    @Test
    void aPoisonRecordIsNotPassedWhileTheDeadLettersCannotBeWritten() throws Exception {
        var own = KafkaBroker.start();
        var there = new KafkaTopic(own, topic.name());
        var declared = new AtomicInteger();
        try (own;
                var node = MessagingNode.start(
                        url, own, "shop.messaging.producer { delivery-timeout = 1s, max-block = 500ms }")) {
            node.createTopic(there);
            there.send(List.of(there.event("a", 1), there.event("a", 2)));
            var consuming = node.consume(name, there, (connection, records) -> {
                if (records.get(0).sequenceNumber() == 1) {
                    if (declared.incrementAndGet() == 2) {
                        own.kill();
                    }
                    throw new PoisonException("first");
                }
                AppliedTable.write(connection, records);
            });

            await().atMost(MessagingNode.BOUND).until(() -> !own.isAlive());
            await().during(Duration.ofSeconds(3))
                    .atMost(MessagingNode.BOUND)
                    .until(() -> AppliedTable.size(url) == 0 && consuming.deadLetters() == 0);
            own.restart();

            await().atMost(MessagingNode.BOUND).until(() -> lag(consuming) == 0);
            assertThat(AppliedTable.contents(url)).containsExactly("a=a#2");
            assertThat(new KafkaTopic(own, name + ".dead-letters").read()).isNotEmpty();
        }
    }

    @Test
    void aResetArrivesAtTheSameWhileRecordsFlow() throws Exception {
        try (var first = MessagingNode.start(url, broker, SMALL_BATCHES);
                var second = MessagingNode.start(url, broker, SMALL_BATCHES)) {
            var consuming = first.consume(name, topic, AppliedTable::write);
            second.consume(name, topic, AppliedTable::write);
            first.publish(topic);
            first.write(20, 1, 20);
            awaitApplied();
            var before = AppliedTable.contents(url);

            MessagingNode.reset(url, new TopicConsumer(name, topic.name(), AppliedTable::empty));
            awaitApplied();
            assertThat(AppliedTable.contents(url)).isEqualTo(before);

            first.write(20, 21, 40);
            MessagingNode.reset(url, new TopicConsumer(name, topic.name(), AppliedTable::empty));
            awaitApplied();
            assertThat(AppliedTable.size(url)).isEqualTo(800);
            await().atMost(MessagingNode.BOUND).until(() -> lag(consuming) == 0);
        }
        try (var later = MessagingNode.start(url, broker, "")) {
            var consuming = later.consume(name, topic, AppliedTable::write);
            await().atMost(MessagingNode.BOUND).until(() -> lag(consuming) == 0);
            assertThat(AppliedTable.size(url)).isEqualTo(800);
        }
    }

    @Test
    void aDatabaseThatIsRestoredToAnEarlierMomentReadsOnFromWhereItWas() throws Exception {
        try (var node = MessagingNode.start(url, broker, SMALL_BATCHES)) {
            node.consume(name, topic, AppliedTable::write);
            node.publish(topic);
            node.write(20, 1, 10);
            awaitApplied();
        }
        var earlier = EarlierMoment.of(url);
        try (var node = MessagingNode.start(url, broker, SMALL_BATCHES)) {
            var consuming = node.consume(name, topic, AppliedTable::write);
            node.publish(topic);
            node.write(20, 11, 20);
            awaitApplied();
            await().atMost(MessagingNode.BOUND).until(() -> lag(consuming) == 0);
        }

        try (var node = MessagingNode.start(earlier, broker, SMALL_BATCHES)) {
            node.consume(name, topic, AppliedTable::write);

            await().atMost(MessagingNode.BOUND).until(() -> AppliedTable.size(earlier) == 400);
            assertThat(AppliedTable.contents(earlier)).isEqualTo(AppliedTable.contents(url));
        }
    }

    @Test
    void aResetAfterARestoreDoesNotMeetOffsetsOfAGenerationThatTheDatabaseForgot() throws Exception {
        var declared = new TopicConsumer(name, topic.name(), AppliedTable::empty);
        try (var node = MessagingNode.start(url, broker, "")) {
            node.createTopic(topic);
            topic.send(List.of(topic.event("a", 1), topic.event("b", 1)));
            node.consume(name, topic, AppliedTable::write);
            await().atMost(MessagingNode.BOUND).until(() -> AppliedTable.size(url) == 2);
        }
        var earlier = EarlierMoment.of(url);
        try (var node = MessagingNode.start(url, broker, "")) {
            MessagingNode.reset(url, declared);
            var consuming = node.consume(name, topic, AppliedTable::write);
            await().atMost(MessagingNode.BOUND).until(() -> lag(consuming) == 0);
        }

        MessagingNode.reset(earlier, declared);
        try (var node = MessagingNode.start(earlier, broker, "")) {
            node.consume(name, topic, AppliedTable::write);

            await().atMost(MessagingNode.BOUND).until(() -> AppliedTable.size(earlier) == 2);
        }
    }

    @Test
    void aTopicThatWasMadeAnewIsReadFromItsFirstRecord() throws Exception {
        try (var node = MessagingNode.start(url, broker, "")) {
            node.createTopic(topic);
            topic.send(List.of(topic.event("a", 1), topic.event("a", 2), topic.event("a", 3)));
            node.consume(name, topic, AppliedTable::write);
            await().atMost(MessagingNode.BOUND).until(() -> AppliedTable.size(url) == 3);
        }
        topic.delete();
        try (var node = MessagingNode.start(url, broker, "")) {
            node.createTopic(topic);
            // More than there were.
            topic.send(LongStream.rangeClosed(4, 9)
                    .mapToObj(number -> topic.event("a", number))
                    .toList());
            node.consume(name, topic, AppliedTable::write);

            await().atMost(MessagingNode.BOUND).until(() -> AppliedTable.size(url) == 9);
        }
    }

    @Test
    void aResetThatFailsChangesNothing() throws Exception {
        try (var node = MessagingNode.start(url, broker, "")) {
            node.consume(name, topic, AppliedTable::write);
            node.publish(topic);
            node.write(5, 1, 5);
            awaitApplied();

            var failing = new TopicConsumer(name, topic.name(), connection -> {
                AppliedTable.empty(connection);
                throw new SQLException("not now");
            });

            assertThatThrownBy(() -> MessagingNode.reset(url, failing)).hasMessageContaining("not now");
            node.write(5, 6, 10);
            awaitApplied();
        }
    }

    @Test
    void theLagCountsWhatWasNotHandled() throws Exception {
        var open = new AtomicBoolean();
        try (var node = MessagingNode.start(url, broker, "")) {
            node.createTopic(topic);
            topic.send(List.of(topic.event("a", 1), topic.event("b", 1), topic.event("c", 1)));
            var consuming = node.consume(name, topic, (connection, records) -> {
                if (!open.get()) {
                    throw new SQLException("closed");
                }
                AppliedTable.write(connection, records);
            });

            assertThat(lag(consuming)).isEqualTo(3);
            open.set(true);
            await().atMost(MessagingNode.BOUND).until(() -> lag(consuming) == 0);
        }
    }

    @Test
    void nothingIsLostWhenTheBrokerIsKilledAmidConsuming() throws Exception {
        try (var own = KafkaBroker.start();
                var node = MessagingNode.start(url, own, SMALL_BATCHES)) {
            var there = new KafkaTopic(own, topic.name());
            node.consume(name, there, AppliedTable::write);
            node.publish(there);
            for (var kill = 0; kill < 2; kill++) {
                var before = AppliedTable.size(url);
                node.write(20, kill * 30 + 1, kill * 30 + 30);
                await().atMost(MessagingNode.BOUND).until(() -> AppliedTable.size(url) > before + 50);
                own.kill();
                own.restart();
            }

            awaitApplied();
        }
    }

    private static RecordHandler<StringValue> notedBy(String node, Set<String> worked) {
        return (connection, records) -> {
            worked.add(node);
            AppliedTable.write(connection, records);
        };
    }

    private static long lag(Consuming consuming) throws Exception {
        return consuming.lag().toCompletableFuture().get(60, SECONDS);
    }

    private long writeUntilMore(MessagingNode writer, long from) throws SQLException {
        var before = AppliedTable.size(url);
        return writeUntil(writer, from, () -> AppliedTable.size(url) > before + 50);
    }

    /** Writes one more event of each of 30 entities, again and again, lest there be nothing to do before a node has joined. */
    private static long writeUntil(MessagingNode writer, long from, Callable<Boolean> enough) {
        var next = new AtomicLong(from);
        await().atMost(MessagingNode.BOUND).until(() -> {
            writer.write(30, next.get(), next.getAndIncrement());
            return enough.call();
        });
        return next.get();
    }

    private void awaitApplied() throws SQLException {
        await().atMost(MessagingNode.BOUND)
                .untilAsserted(() -> assertThat(AppliedTable.differences(url)).isEmpty());
        assertThat(AppliedTable.outOfOrder(url)).isEmpty();
    }
}
