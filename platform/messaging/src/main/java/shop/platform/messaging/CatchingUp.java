package shop.platform.messaging;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import shop.platform.journal.ConnectionFunction;

/**
 * Records whether a consumer is catching up: from its start, its rebuild and each change of its partitions until it has
 * handled all records of that moment, and whenever it is more than a batch behind. Readers of its tables check it by
 * the database function {@code consumer_is_current}. Progress is written only after the records themselves, so it is
 * never ahead of them. For the consumer's thread alone.
 */
final class CatchingUp {
    private static final String BEGIN = """
            insert into consumer_progress (consumer, partition, generation, partitions, next_offset, target_offset, checked)
            values (?, ?, ?, ?, ?, ?, nextval('consumer_start'))
            on conflict (consumer, partition) do update
            set (generation, partitions, next_offset, target_offset, checked)
            = (excluded.generation, excluded.partitions, excluded.next_offset, excluded.target_offset, excluded.checked)
            """;

    private static final String RAISE =
            "update consumer_progress set target_offset = ? where consumer = ? and partition = ? and generation = ?";
    private static final String PASS =
            "update consumer_progress set next_offset = ? where consumer = ? and partition = ? and generation = ?";

    /** Runs in its own transaction. */
    @FunctionalInterface
    interface Transaction {
        <T> T run(ConnectionFunction<T> work) throws SQLException;
    }

    private final String consumer;
    private final int batch;
    private final Transaction transaction;
    /** The end that each partition that is catching up must reach. */
    private final Map<TopicPartition, Long> targets = new HashMap<>();

    private long generation;

    /** @param batch records that are handled in one transaction, at most */
    CatchingUp(String consumer, int batch, Transaction transaction) {
        this.consumer = consumer;
        this.batch = batch;
        this.transaction = transaction;
    }

    /** Returns a number of this moment, which is comparable with the beginnings of catching up. */
    static long now(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select nextval('consumer_start')")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Called when the consumer is at its start position in each of its partitions. Blocks. */
    void begin(Consumer<?, ?> kafka, String topic, long generation) throws SQLException {
        this.generation = generation;
        targets.clear();
        var assigned = kafka.assignment();
        var ends = kafka.endOffsets(assigned);
        var partitions = kafka.partitionsFor(topic).size();
        var positions = new HashMap<TopicPartition, Long>();
        for (var partition : assigned) {
            positions.put(partition, kafka.position(partition));
        }
        transaction.run(connection -> {
            try (var statement = connection.prepareStatement(BEGIN)) {
                for (var partition : assigned) {
                    statement.setString(1, consumer);
                    statement.setInt(2, partition.partition());
                    statement.setLong(3, generation);
                    statement.setInt(4, partitions);
                    statement.setLong(5, positions.get(partition));
                    statement.setLong(6, ends.get(partition));
                    statement.addBatch();
                }
                return statement.executeBatch();
            }
        });
        positions.forEach((partition, position) -> {
            if (position < ends.get(partition)) {
                targets.put(partition, ends.get(partition));
            }
        });
    }

    /** Called when a batch was polled and is not handled yet. Blocks if the consumer has fallen behind. */
    void polled(Consumer<?, ?> kafka) throws SQLException {
        for (var partition : kafka.assignment()) {
            OptionalLong behind = targets.containsKey(partition) ? OptionalLong.empty() : kafka.currentLag(partition);
            if (behind.isPresent() && behind.getAsLong() > batch) {
                var target = kafka.position(partition) + behind.getAsLong();
                write(RAISE, target, partition);
                targets.put(partition, target);
            }
        }
    }

    /** Called when all polled records are handled. Blocks if the consumer is catching up. */
    void handled(Consumer<?, ?> kafka) throws SQLException {
        for (var target : Map.copyOf(targets).entrySet()) {
            var position = kafka.position(target.getKey());
            if (position >= target.getValue()) {
                write(PASS, position, target.getKey());
                targets.remove(target.getKey());
            }
        }
    }

    private void write(String sql, long offset, TopicPartition partition) throws SQLException {
        transaction.run(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setLong(1, offset);
                statement.setString(2, consumer);
                statement.setInt(3, partition.partition());
                statement.setLong(4, generation);
                return statement.executeUpdate();
            }
        });
    }
}
