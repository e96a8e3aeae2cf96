package shop.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import shop.devstack.KafkaBroker;
import shop.platform.journal.TestNode;

/**
 * Whatever a foreign producer writes: the records behind it are handled, and those that are not handled are dead letters. {@code
 * -Djqwik.tries.default=1000} for a longer run; the first ones are always the same.
 */
class ConsumerFuzzIT {
    private static final String SEED = "20260102";
    private static final List<String> HEADERS =
            List.of("type", "persistence-id", "sequence-number", "traceparent", "other", "");
    private static final AtomicLong LAST = new AtomicLong();

    private static String url;
    private static KafkaTopic topic;
    private static MessagingNode node;
    private static Consuming consuming;

    @BeforeContainer
    static void start() {
        var broker = KafkaBroker.shared();
        url = TestNode.newDatabase();
        topic = KafkaTopic.unique(broker);
        node = MessagingNode.start(url, broker, "shop.messaging.consumer.batch-size = 50\n");
        node.createTopic(topic);
        consuming = node.consume("fuzzed-" + topic.name(), topic, AppliedTable::write);
    }

    @AfterContainer
    static void stop() {
        node.close();
    }

    @Provide
    Arbitrary<List<ProducerRecord<byte[], byte[]>>> foreign() {
        var bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
        var text = Arbitraries.of(
                        "", "\0", "a\0b", "ä\ud83d\ude00", "x".repeat(300), "-1", "0", "9".repeat(30), "NaN", "1", "2")
                .map(known -> known.getBytes(UTF_8));
        var type = Arbitraries.just(StringValue.getDescriptor().getFullName().getBytes(UTF_8));
        var number = Arbitraries.longs().map(value -> Long.toString(value).getBytes(UTF_8));
        var any = Arbitraries.oneOf(bytes, text, type, number).injectNull(0.05);
        var header = Combinators.combine(Arbitraries.of(HEADERS), any)
                .as((name, value) -> (Header) new RecordHeader(name, value));
        var message = Arbitraries.strings()
                .ofMaxLength(30)
                .map(content -> StringValue.of(content).toByteArray());
        var value = Arbitraries.oneOf(message, bytes).injectNull(0.05);
        // Half of them are well-formed but for what they hold.
        var wellFormed = Combinators.combine(text, message)
                .as((trace, content) -> topic.raw(
                        "k",
                        content,
                        List.of(
                                new RecordHeader(
                                        "type",
                                        StringValue.getDescriptor()
                                                .getFullName()
                                                .getBytes(UTF_8)),
                                new RecordHeader("persistence-id", "foreign".getBytes(UTF_8)),
                                new RecordHeader("sequence-number", next()),
                                new RecordHeader("traceparent", trace))));
        var random = Combinators.combine(any, value, header.list().ofMaxSize(8))
                .as((key, content, headers) -> new ProducerRecord<>(topic.name(), null, key, content, headers));
        return Arbitraries.oneOf(wellFormed, random).list().ofMaxSize(60);
    }

    @Property(seed = SEED, tries = 40)
    void whatIsBehindThemIsHandled(@ForAll("foreign") List<ProducerRecord<byte[], byte[]>> foreign) throws Exception {
        var records = new ArrayList<>(foreign);
        var partitions = node.partitions(topic);
        var behind = LAST.incrementAndGet();
        for (var partition = 0; partition < partitions; partition++) {
            var good = topic.event("good-" + partition, behind);
            records.add(new ProducerRecord<>(topic.name(), partition, good.key(), good.value(), good.headers()));
        }

        topic.send(records);

        await().atMost(MessagingNode.BOUND)
                .untilAsserted(() -> assertThat(AppliedTable.contents(url).stream()
                                .filter(row -> row.startsWith("good-") && row.endsWith("#" + behind)))
                        .hasSize(partitions));
        await().atMost(MessagingNode.BOUND)
                .until(() -> consuming.lag().toCompletableFuture().get(60, SECONDS) == 0);
    }

    private static byte[] next() {
        return Long.toString(LAST.incrementAndGet()).getBytes(UTF_8);
    }
}
