package shop.platform.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.projection.ProjectionId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.platform.journal.Database;
import shop.platform.journal.EventEnvelope;
import shop.platform.journal.EventOffset;
import shop.platform.journal.TestNode;

/** What passes the fence of a partition, step by step: streams, and transactions that outlive the stream that began them. */
class FenceIT {
    private static final JournalProjection PROJECTION = JournalProjection.publishing("fenced", "Thing");

    private final TestNode node = TestNode.start();
    private final Fence fence = new Fence(Database.get(node.system()), ProjectionId.of("fenced", "0"));

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void groupsThatFollowEachOtherPass() throws Exception {
        store(group(position(), 1, 5));
        store(group(position(), 6, 9));

        assertThat(position()).isEqualTo(new Position(0, offset(9)));
    }

    @Test
    void aGroupIsRefusedThatAnEarlierStreamOfTheSameWorkerHasStoredMeanwhile() throws Exception {
        store(group(position(), 1, 5));
        // A stream reads the position and its group waits for a transaction; the worker starts again, and reads the
        // same position.
        var detached = group(position(), 6, 9);
        var restarted = group(position(), 6, 9);

        store(detached);

        assertThatThrownBy(() -> store(restarted)).hasMessageContaining("fenced-0: position");
        assertThat(position().offset()).isEqualTo(offset(9));
    }

    @Test
    void aGroupIsRefusedThatDoesNotBeginAfterTheStoredOffset() throws Exception {
        store(group(position(), 1, 5));

        assertThatThrownBy(() -> store(group(position(), 5, 7))).hasMessageContaining("before the event at 5:5");
        assertThatThrownBy(() -> store(group(position(), 2, 7))).hasMessageContaining("before the event at 2:2");
    }

    @Test
    void aGroupIsRefusedThatWasReadBeforeAResetThoughTheOffsetIsTheSame() throws Exception {
        var beforeTheReset = group(position(), 1, 5);

        reset();

        assertThatThrownBy(() -> store(beforeTheReset)).hasMessageContaining("it was reset");
        store(group(position(), 1, 5));
        assertThat(position()).isEqualTo(new Position(1, offset(5)));
    }

    @Test
    void aWorkerThatKnowsNoGenerationsIsRefusedForAWhileAfterAReset() throws Exception {
        reset();

        try (var connection = DriverManager.getConnection(node.url())) {
            assertThatThrownBy(() -> storeOffset(connection, offset(5)))
                    .hasMessageContaining("projection fenced-0 was reset: start again from the first event");
            execute(connection, "update projection_generation set unaware_refused_until = now()");
            storeOffset(connection, offset(5));
        }
        assertThat(position()).isEqualTo(new Position(1, offset(5)));
    }

    private void reset() throws SQLException {
        try (var connection = DriverManager.getConnection(node.url())) {
            Reset.run(connection, PROJECTION);
        }
    }

    private Position position() throws Exception {
        return fence.position().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }

    private static EventOffset offset(long number) {
        return new EventOffset(number, number);
    }

    private static EventGroup<String> group(Position after, long first, long last) {
        return new EventGroup<>(
                after,
                LongStream.rangeClosed(first, last)
                        .mapToObj(number ->
                                new EventEnvelope<>("Thing|a", "a", number, "", Instant.EPOCH, offset(number)))
                        .toList());
    }

    /** As Akka's projection does: the offset first, then the handler. */
    private void store(EventGroup<String> group) throws Exception {
        try (var session = closing(fence.begin())) {
            storeOffset(session.session().connection(), group.end());
            fence.pass(session.session(), group);
            session.session().commit();
        }
    }

    private static void storeOffset(Connection connection, EventOffset offset) throws SQLException {
        execute(
                connection,
                "insert into akka_projection_offset_store values ('fenced', '0', '" + offset + "', 'STR', false, 0)"
                        + " on conflict (projection_name, projection_key)"
                        + " do update set current_offset = excluded.current_offset");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Closing closing(FencedSession session) {
        return new Closing(session);
    }

    private record Closing(FencedSession session) implements AutoCloseable {
        @Override
        public void close() throws SQLException {
            session.rollback();
            session.close();
        }
    }
}
