package shop.platform.projection;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.cluster.typed.Leave;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import shop.platform.journal.RawWriter;
import shop.platform.journal.TestNode;

class ProjectionsIT {
    private static final Duration BOUND = Duration.ofSeconds(90);

    private final String url = TestNode.newDatabase();

    @Test
    void theReadModelHoldsEachEventOnceWhateverFailsAndWhenever() throws Exception {
        var faults = new AtomicInteger();
        ProjectionHandler<String> failing = (connection, events) -> {
            switch (faults.incrementAndGet() % 7) {
                case 1 -> throw new SQLException("before the read model was written");
                case 2 -> {
                    SeenTable.count(connection, events);
                    throw new IllegalStateException("after the read model was written");
                }
                case 3 -> {
                    SeenTable.count(connection, events);
                    breakConnection(connection);
                }
                default -> SeenTable.count(connection, events);
            }
        };
        try (var node = single("shop.projection.group-size = 5")) {
            start(node, failing);
            write(node, 0, 400);

            awaitEqual();
        }
        assertThat(faults.get()).isGreaterThan(80);
    }

    @Test
    void aNodeThatDiesAnywhereLosesAndRepeatsNothing() throws Exception {
        var random = new Random(7);
        for (var life = 0; life < 4; life++) {
            try (var node = single("shop.projection.group-size = 3")) {
                start(node, SeenTable::count);
                write(node, life * 100, 100);
                var enough = life * 100 + random.nextInt(60);
                await().atMost(BOUND).until(() -> SeenTable.size(node) >= enough);
            }
        }
        try (var node = single("")) {
            start(node, SeenTable::count);
            awaitEqual();
        }
    }

    @Test
    void twoWorkersOfOnePartitionDoNotDoTheSameWorkTwice() throws Exception {
        try (var one = single("shop.projection.group-size = 2");
                var other = single("shop.projection.group-size = 3")) {
            start(one, SeenTable::count);
            start(other, SeenTable::count);
            write(one, 0, 600);

            awaitEqual();
        }
    }

    @Test
    void partitionsMoveBetweenNodesWhileEventsCome() throws Exception {
        var writing = new AtomicBoolean(true);
        try (var first = single("shop.projection.group-size = 3");
                var second = TestNode.start(url, "shop.projection.group-size = 3")) {
            start(first, SeenTable::count);
            var writer = CompletableFuture.runAsync(() -> writeWhile(first, writing));
            awaitMore(first);

            join(second, first);
            start(second, SeenTable::count);
            awaitMore(first);

            Cluster.get(first.system())
                    .manager()
                    .tell(Leave.create(Cluster.get(first.system()).selfMember().address()));
            first.system().getWhenTerminated().toCompletableFuture().get(BOUND.toSeconds(), SECONDS);
            awaitMore(second);

            writing.set(false);
            writer.get(BOUND.toSeconds(), SECONDS);
            awaitEqual();
        }
    }

    @Test
    void aRebuildStartsFromTheFirstEvent() throws Exception {
        try (var node = single("")) {
            var projection = start(node, SeenTable::count);
            write(node, 0, 100);
            awaitEqual();

            projection.rebuild(SeenTable::empty).toCompletableFuture().get(BOUND.toSeconds(), SECONDS);

            awaitEqual();
            assertThat(SeenTable.size(node)).isEqualTo(100);
        }
    }

    @Test
    void workersThatHaveNothingToDoNoticeThatTheirOffsetsWereDeleted() throws Exception {
        try (var node = single("")) {
            start(node, SeenTable::count);
            write(node, 0, 100);
            awaitEqual();
        }
        try (var node = single("shop.projection.reset-check-interval = 1s")) {
            start(node, SeenTable::count);

            try (var connection = DriverManager.getConnection(url);
                    var statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                SeenTable.empty(connection);
                statement.execute("delete from akka_projection_offset_store");
                connection.commit();
            }

            awaitEqual();
        }
    }

    @Test
    void aRebuildThatFailsLeavesTheReadModelAndItsOffsets() throws Exception {
        try (var node = single("")) {
            var projection = start(node, SeenTable::count);
            write(node, 0, 100);
            awaitEqual();

            var rebuild = projection
                    .rebuild(connection -> {
                        SeenTable.empty(connection);
                        throw new SQLException("not now");
                    })
                    .toCompletableFuture();

            assertThatThrownBy(() -> rebuild.get(BOUND.toSeconds(), SECONDS)).hasStackTraceContaining("not now");
            write(node, 100, 50);
            awaitEqual();
        }
    }

    @Test
    void theLagCountsWhatTheReadModelLacks() throws Exception {
        var open = new AtomicBoolean();
        try (var node = single("")) {
            var projection = start(node, (connection, events) -> {
                if (!open.get()) {
                    throw new SQLException("closed");
                }
                SeenTable.count(connection, events);
            });
            write(node, 0, 30);

            var behind = lag(projection);
            assertThat(behind.events()).isEqualTo(30);
            await().atMost(BOUND).until(() -> lag(projection).age().compareTo(behind.age()) > 0);

            open.set(true);
            await().atMost(BOUND).until(() -> lag(projection).equals(new ProjectionLag(0, Duration.ZERO)));
        }
    }

    private TestNode single(String overrides) {
        var node = TestNode.start(url, overrides);
        join(node, node);
        return node;
    }

    private static void join(TestNode node, TestNode to) {
        var cluster = Cluster.get(node.system());
        cluster.manager().tell(Join.create(Cluster.get(to.system()).selfMember().address()));
        await().atMost(BOUND).until(() -> cluster.selfMember().status() == MemberStatus.up());
    }

    private static PartitionedProjection start(TestNode node, ProjectionHandler<String> handler) {
        return Projections.exactlyOnce(node.system(), "seen", "Thing", String.class, handler);
    }

    private static ProjectionLag lag(PartitionedProjection projection) throws Exception {
        return projection.lag().toCompletableFuture().get(BOUND.toSeconds(), SECONDS);
    }

    /** One event each of new entities, a few a transaction. */
    private static void write(TestNode node, int first, int count) throws SQLException {
        try (var writer = new RawWriter(node)) {
            for (var entity = first; entity < first + count; entity++) {
                writer.write("Thing|" + entity, 1);
                if (entity % 3 == 0) {
                    writer.commit();
                }
            }
            writer.commit();
        }
    }

    private static void writeWhile(TestNode node, AtomicBoolean writing) {
        try (var writer = new RawWriter(node)) {
            for (var sequence = 1; writing.get(); sequence++) {
                for (var entity = 0; entity < 10; entity++) {
                    writer.write("Thing|" + entity, sequence);
                }
                writer.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitEqual() {
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(SeenTable.differences(url)).isEmpty());
    }

    private static void awaitMore(TestNode node) throws SQLException {
        var before = SeenTable.size(node);
        await().atMost(BOUND).until(() -> SeenTable.size(node) > before + 200);
    }

    /** The server ends the session, as it does when it restarts. */
    private static void breakConnection(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pg_backend_pid())");
        }
    }
}
