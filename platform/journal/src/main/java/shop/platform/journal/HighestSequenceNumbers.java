package shop.platform.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Finds the highest sequence numbers of many entities, deleted events included; 0 for an entity without events. */
final class HighestSequenceNumbers {
    private static final String READ = """
            select coalesce((select sequence_number
                             from event_journal
                             where persistence_id = p.id
                             order by sequence_number desc
                             limit 1), 0)
            from unnest(?) with ordinality as p(id, n)
            order by n
            """;

    private HighestSequenceNumbers() {}

    static List<Long> run(Connection connection, List<String> persistenceIds) throws SQLException {
        try (var statement = connection.prepareStatement(READ)) {
            new ArrayParameters<>(connection, statement, persistenceIds)
                    .add("text", String[]::new, Function.identity());
            try (var result = statement.executeQuery()) {
                var highest = new ArrayList<Long>();
                while (result.next()) {
                    highest.add(result.getLong(1));
                }
                return highest;
            }
        }
    }
}
