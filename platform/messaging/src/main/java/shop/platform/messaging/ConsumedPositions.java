package shop.platform.messaging;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * A consumer's position on each partition, in the same database as its tables, so that the two are always consistent.
 */
record ConsumedPositions(String consumer) {
    private static final String READ =
            "select partition, position from consumed_position where consumer = ? and generation = ? and topic_id = ?";
    private static final String WRITE = """
            insert into consumed_position select ?, partition, ?, ?, position from unnest(?, ?) as p (partition, position)
            on conflict (consumer, partition) do update
            set (generation, topic_id, position) = (excluded.generation, excluded.topic_id, excluded.position)
            """;

    /** By partition; without those on which nothing was consumed in this era. */
    Map<Integer, Long> read(Connection connection, ConsumptionEra era) throws SQLException {
        try (var statement = connection.prepareStatement(READ)) {
            statement.setString(1, consumer);
            statement.setLong(2, era.generation());
            statement.setString(3, era.topicId());
            var positions = new HashMap<Integer, Long>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    positions.put(rows.getInt(1), rows.getLong(2));
                }
            }
            return positions;
        }
    }

    /** The caller must hold the generation. */
    void write(Connection connection, ConsumptionEra era, Map<Integer, Long> positions) throws SQLException {
        if (positions.isEmpty()) {
            return;
        }
        try (var statement = connection.prepareStatement(WRITE)) {
            var entries = positions.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .toList();
            statement.setString(1, consumer);
            statement.setLong(2, era.generation());
            statement.setString(3, era.topicId());
            statement.setArray(
                    4,
                    connection.createArrayOf(
                            "int4", entries.stream().map(Map.Entry::getKey).toArray()));
            statement.setArray(
                    5,
                    connection.createArrayOf(
                            "int8", entries.stream().map(Map.Entry::getValue).toArray()));
            statement.executeUpdate();
        }
    }
}
