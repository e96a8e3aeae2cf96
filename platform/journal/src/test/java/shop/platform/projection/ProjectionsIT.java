package shop.platform.projection;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.cluster.typed.Leave;
import com.typesafe.config.ConfigFactory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import shop.devstack.OwnThread;
import shop.platform.journal.RawWriter;
import shop.platform.journal.SteadyWriter;
import shop.platform.journal.TestNode;

class ProjectionsIT {
    private static final Duration BOUND = Duration.ofSeconds(90);
    /** Slow enough for small groups to keep up with: what is waited for is that all is there, not how much. */
    private static final Duration BETWEEN_COMMITS = Duration.ofMillis(40);

    private static final JournalProjection SEEN = JournalProjection.filling("seen", "Thing", "seen");

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
        try (var first = single("shop.projection.group-size = 3");
                var second = TestNode.start(url, "shop.projection.group-size = 3");
                var writer = SteadyWriter.start(first, BETWEEN_COMMITS)) {
            start(first, SeenTable::count);
            awaitMore(first);

            join(second, first);
            start(second, SeenTable::count);
            awaitMore(first);

            Cluster.get(first.system())
                    .manager()
                    .tell(Leave.create(Cluster.get(first.system()).selfMember().address()));
            first.system().getWhenTerminated().toCompletableFuture().get(BOUND.toSeconds(), SECONDS);
            awaitMore(second);

            writer.stop();
            awaitEqual();
        }
    }

    @Test
    void aResetBuildsTheReadModelAnewWhileEventsComeAndWorkersRunOnAllNodes() throws Exception {
        try (var first = single("shop.projection.group-size = 3");
                var second = TestNode.start(url, "shop.projection.group-size = 3");
                var writer = SteadyWriter.start(first, BETWEEN_COMMITS)) {
            start(first, SeenTable::count);
            join(second, first);
            start(second, SeenTable::count);
            awaitMore(first);

            for (var time = 0; time < 5; time++) {
                assertThat(reset("seen")).contains("seen: was reset", "seen: caught up");
                awaitMore(second);
            }

            writer.stop();
            awaitEqual();
        }
    }

    @Test
    void workersThatHaveNothingToDoNoticeAReset() throws Exception {
        try (var node = single("")) {
            start(node, SeenTable::count);
            write(node, 0, 100);
            awaitEqual();
        }
        try (var node = single("shop.projection.reset-check-interval = 1s")) {
            start(node, SeenTable::count);

            reset("seen");

            awaitEqual();
            assertThat(SeenTable.size(node)).isEqualTo(100);
        }
    }

    @Test
    void aResetThatDiesBeforeItsCommitChangesNothing() throws Exception {
        try (var node = single("")) {
            start(node, SeenTable::count);
            write(node, 0, 100);
            awaitEqual();

            try (var connection = DriverManager.getConnection(url)) {
                connection.setAutoCommit(false);
                SEEN.reset(connection);
                assertThatThrownBy(() -> breakConnection(connection)).hasMessageContaining("terminating connection");
            }

            assertThat(SeenTable.size(node)).isEqualTo(100);
            write(node, 100, 50);
            awaitEqual();
            assertThat(generation()).isZero();
        }
    }

    @Test
    void aNodeThatDiesDuringTheReplayLosesAndRepeatsNothing() throws Exception {
        try (var node = single("")) {
            start(node, SeenTable::count);
            write(node, 0, 600);
            awaitEqual();
        }
        for (var life = 0; life < 4; life++) {
            try (var node = single("shop.projection.group-size = 3")) {
                start(node, SeenTable::count);
                reset("seen", "--no-wait");
                await().atMost(BOUND).until(() -> SeenTable.size(node) > 100);
            }
        }
        try (var node = single("")) {
            start(node, SeenTable::count);
            awaitEqual();
        }
    }

    @Test
    void aReaderThatHoldsTheTableDoesNotMakeOthersWaitBehindTheReset() throws Exception {
        try (var node = single("");
                var reader = DriverManager.getConnection(url);
                var statement = reader.createStatement()) {
            start(node, SeenTable::count);
            write(node, 0, 100);
            awaitEqual();
            reader.setAutoCommit(false);
            statement.execute("select count(*) from seen");

            var reset = CompletableFuture.supplyAsync(() -> reset("seen"), OwnThread::run);
            await().during(Duration.ofSeconds(3)).atMost(BOUND).until(() -> SeenTable.size(node) == 100);
            assertThat(reset).isNotDone();
            reader.commit();

            assertThat(reset.get(BOUND.toSeconds(), SECONDS)).contains("seen: caught up");
            awaitEqual();
        }
    }

    @Test
    void theCommandNamesWhatThereIsAndWhatIsLeft() throws Exception {
        try (var node = TestNode.start(url, "")) {
            write(node, 0, 30);

            assertThat(command("list")).contains("seen", "fills seen from Thing events", "30 left");
            assertThat(reset("unheard-of")).contains("name: unheard-of (expected: seen)");
            assertThatThrownBy(() -> command("reset"))
                    .hasMessageContaining("command: reset (expected: list, reset NAME [--no-wait], or after-restore)");
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
        return Projections.exactlyOnce(node.system(), SEEN, String.class, handler);
    }

    private String reset(String... arguments) {
        return command(Stream.concat(Stream.of("reset"), Stream.of(arguments)).toArray(String[]::new));
    }

    private String command(String... arguments) {
        var out = new ByteArrayOutputStream();
        try (var connection = DriverManager.getConnection(url)) {
            new ProjectionCommand(List.of(SEEN), connection, ConfigFactory.empty(), new PrintStream(out))
                    .run(ProjectionOptions.parse(List.of(arguments)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private long generation() throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var row = statement.executeQuery("select coalesce(max(generation), 0) from projection_generation")) {
            row.next();
            return row.getLong(1);
        }
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
