package shop.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A text that was given to the system, to be looked for in all that the system keeps and passes on.
 *
 * @param text ASCII
 */
record Planted(String text) {

    /** Where it stands in the records of all topics, dead letters included: {@code <topic> key}, {@code <topic> value} and so on. */
    Set<String> inRecords(String bootstrapServers) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.listTopics().values().stream()
                    .flatMap(topic -> topic.stream())
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var places = new TreeSet<String>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofSeconds(1))
                        .forEach(received -> places(received).forEach(places::add));
            }
            return places;
        }
    }

    private Stream<String> places(ConsumerRecord<byte[], byte[]> received) {
        var headers = Stream.of(received.headers().toArray())
                .filter(header -> header.key().contains(text) || isIn(header.value()))
                .map(header -> "header " + header.key());
        return Stream.of(
                        Stream.of("key").filter(place -> isIn(received.key())),
                        headers,
                        Stream.of("value").filter(place -> isIn(received.value())))
                .flatMap(place -> place)
                .map(place -> received.topic() + " " + place);
    }

    private boolean isIn(byte[] bytes) {
        return bytes != null && new String(bytes, ISO_8859_1).contains(text);
    }

    /** The tables of a database in which it stands, in whatever column, as text or as bytes. */
    Set<String> inTables(String url) throws SQLException {
        try (var connection = DriverManager.getConnection(url)) {
            var found = new TreeSet<String>();
            for (var table : DatabaseContents.tables(connection)) {
                if (isIn(connection, table)) {
                    found.add(table);
                }
            }
            return found;
        }
    }

    private boolean isIn(Connection connection, String table) throws SQLException {
        var sql = "select exists (select from %s t where position(? in t::text) + position(? in t::text) > 0)";
        try (var statement = connection.prepareStatement(sql.formatted(table))) {
            statement.setString(1, text);
            statement.setString(2, HexFormat.of().formatHex(text.getBytes(US_ASCII)));
            try (var result = statement.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }
}
