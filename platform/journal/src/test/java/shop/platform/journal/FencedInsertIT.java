package shop.platform.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static shop.platform.journal.JournalFixture.atomic;
import static shop.platform.journal.JournalFixture.get;

import akka.pattern.Patterns;
import akka.persistence.JournalProtocol;
import akka.persistence.Persistence;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.OwnThread;
import shop.devstack.Ports;
import shop.devstack.PostgresServer;
import shop.platform.fencing.Fence;
import shop.platform.fencing.OvertakenException;
import shop.platform.fencing.WriterTable;

/** Who has been revoked writes nothing more, however late; and nobody reads before it is settled what was written. */
class FencedInsertIT {
    private static final Duration BOUND = Duration.ofSeconds(30);
    /** Long enough for what must not happen to happen. */
    private static final Duration A_WHILE = Duration.ofSeconds(1);

    private static final long SUCCESSOR = 4711;

    @Test
    void whoIsRevokedWritesNothingAndLearnsOfIt() throws Exception {
        try (var node = TestNode.start()) {
            var fixture = JournalFixture.of(node);
            get(fixture.write(atomic("Thing|a", 1)));
            revoke(node);

            assertThatThrownBy(() -> get(fixture.write(atomic("Thing|a", 2))))
                    .hasCauseInstanceOf(OvertakenException.class);

            assertThat(highest(node.url())).isEqualTo(1);
            assertThat(Fence.get(node.system()).hasEnded()).isTrue();
        }
    }

    @Test
    void whoRevokesWaitsForAnInsertUnderWay() throws Exception {
        try (var node = TestNode.start()) {
            var fixture = JournalFixture.of(node);
            try (var held = fixture.holdWrites()) {
                var write = fixture.write(atomic("Thing|a", 1));
                awaitWaiting(node, "insert into event_journal");
                // The lock of the table comes before that of the row: an insert that has not begun is refused
                // afterwards …
                revoke(node);
                held.commit();
                assertThatThrownBy(() -> get(write)).hasCauseInstanceOf(OvertakenException.class);
            }
            assertThat(highest(node.url())).isZero();
        }
        try (var node = TestNode.start();
                var writer = node.connect()) {
            // … and one that has begun is waited for.
            writer.setAutoCommit(false);
            assertThat(EventInsert.run(writer, self(node), 0, 1, List.of(List.of(event("Thing|a", 1)))))
                    .isTrue();
            var revocation = CompletableFuture.runAsync(() -> revoke(node), OwnThread::run);
            awaitWaiting(node, "delete from journal_writer");
            assertThat(revocation).isNotDone();

            writer.commit();

            revocation.get(BOUND.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
            assertThat(JournalFixture.of(node).highest("Thing|a")).isEqualTo(1);
            assertThat(EventInsert.run(writer, self(node), 0, 1, List.of(List.of(event("Thing|a", 2)))))
                    .isFalse();
        }
    }

    @Test
    void anInsertThatArrivesAfterTheRevocationIsRefused() throws Exception {
        var direct = TestNode.newDatabase();
        try (var wire = SlowWire.to(direct);
                var node = TestNode.start(wire.url(direct), "");
                var elsewhere = DriverManager.getConnection(direct)) {
            var fixture = JournalFixture.of(node);
            get(fixture.write(atomic("Thing|a", 1)));
            wire.hold();
            var late = fixture.write(atomic("Thing|a", 2));
            revoke(elsewhere, self(node));

            wire.release();

            assertThatThrownBy(() -> get(late)).hasCauseInstanceOf(OvertakenException.class);
            assertThat(highest(direct)).isEqualTo(1);
        }
    }

    @Test
    void anInsertThatArrivesAfterItsClientHasGivenItUpIsRefused() throws Exception {
        var direct = TestNode.newDatabase();
        try (var wire = SlowWire.to(direct);
                var node = TestNode.start(wire.url(direct), "");
                var elsewhere = DriverManager.getConnection(direct)) {
            var fixture = JournalFixture.of(node);
            get(fixture.write(atomic("Thing|a", 1)));
            wire.hold();
            var late = fixture.write(atomic("Thing|a", 2));
            await().pollDelay(Duration.ofMillis(200)).until(() -> !late.isDone());
            wire.breakOff();
            // The client is told nothing, and reads nothing, before the insert that is on its way can do no harm any
            // more.
            await().during(A_WHILE).atMost(BOUND).until(() -> !late.isDone());

            wire.release();

            assertThatThrownBy(() -> get(late)).hasRootCauseInstanceOf(java.io.IOException.class);
            var known = fixture.highest("Thing|a");
            await().during(A_WHILE).atMost(BOUND).until(() -> fixture.highest("Thing|a") == known);
            get(fixture.write(atomic("Thing|a", known + 1)));
            assertThat(epochs(elsewhere)).isGreaterThan(2 * WriterTable.FIRST_EPOCH);
        }
    }

    @Test
    void whoRevokesWaitsForACommitThatWaitsForAStandby(@TempDir Path data) throws Exception {
        var port = Ports.free();
        var server = PostgresServer.start(data, port);
        server.createDatabase("standby");
        var direct = server.jdbcUrl("standby");
        Migrations.run(DatabaseSettings.from(TestNode.config(direct, "")), "db/test");
        try (var wire = SlowWire.to(direct);
                var node = TestNode.start(wire.url(direct), "");
                var elsewhere = DriverManager.getConnection(direct)) {
            var fixture = JournalFixture.of(node);
            get(fixture.write(atomic("Thing|a", 1)));
            WriterTable.register(elsewhere, SUCCESSOR, 1);
            standby(elsewhere, "nobody");

            var pending = fixture.write(atomic("Thing|a", 2));
            awaitWaiting(elsewhere, "SyncRep");
            wire.breakOff();
            var takeover = CompletableFuture.runAsync(() -> revoke(direct, self(node)), OwnThread::run);
            await().during(A_WHILE).atMost(BOUND).until(() -> !pending.isDone() && !takeover.isDone());
            standby(elsewhere, "");

            takeover.get(BOUND.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
            assertThatThrownBy(() -> get(pending)).isNotNull();
            assertThat(highest(direct)).isEqualTo(2);
        } finally {
            server.close();
        }
    }

    @Test
    void anEntityRecoversOnItsNodeOnlyWhenItsWriteIsSettled(@TempDir Path data) throws Exception {
        var port = Ports.free();
        var server = PostgresServer.start(data, port);
        server.createDatabase("recovery");
        var direct = server.jdbcUrl("recovery");
        Migrations.run(DatabaseSettings.from(TestNode.config(direct, "")), "db/test");
        try (var wire = SlowWire.to(direct);
                var node = TestNode.start(wire.url(direct), "");
                var elsewhere = DriverManager.getConnection(direct)) {
            var here = new RecoveredHere(node);
            here.write("Thing|a", 1);
            assertThat(get(here.highest("Thing|a"))).isEqualTo(1);
            standby(elsewhere, "nobody");
            here.write("Thing|a", 2);
            awaitWaiting(elsewhere, "SyncRep");
            wire.breakOff();

            var barrier = WriteBarrier.settled(node.system()).toCompletableFuture();
            var recovery = here.highest("Thing|a");
            await().during(A_WHILE).atMost(BOUND).until(() -> !recovery.isDone() && !barrier.isDone());
            standby(elsewhere, "");

            assertThat(get(recovery)).isEqualTo(2);
            await().atMost(BOUND).until(barrier::isDone);
        } finally {
            server.close();
        }
    }

    /** What a recovering entity asks the journal, by way of the plugin. */
    private record RecoveredHere(TestNode node) {
        void write(String id, long number) {
            Patterns.ask(
                    journal(),
                    new JournalProtocol.WriteMessages(
                            ScalaEdge.seq(List.of(atomic(id, number))),
                            node.system().classicSystem().deadLetters(),
                            0),
                    BOUND);
        }

        CompletableFuture<Long> highest(String id) {
            return Patterns.askWithReplyTo(
                            journal(), replyTo -> new JournalProtocol.ReplayMessages(1, 0, 0, id, replyTo), BOUND)
                    .thenApply(found -> ((JournalProtocol.RecoverySuccess) found).highestSequenceNr())
                    .toCompletableFuture();
        }

        private akka.actor.ActorRef journal() {
            return Persistence.get(node.system().classicSystem()).journalFor("", ConfigFactory.empty());
        }
    }

    private static StoredEvent event(String id, long number) {
        return new StoredEvent(
                id, number, "w", 0, "", new SerializedObject(20, "", new byte[0]), java.util.Optional.empty());
    }

    private static long self(TestNode node) {
        return Fence.get(node.system()).node();
    }

    private static void revoke(TestNode node) {
        revoke(node.url(), self(node));
    }

    private static void revoke(String url, long node) {
        try (var connection = DriverManager.getConnection(url)) {
            WriterTable.register(connection, SUCCESSOR, 1);
            revoke(connection, node);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void revoke(Connection connection, long node) throws SQLException {
        WriterTable.register(connection, SUCCESSOR, 1);
        assertThat(WriterTable.revoke(connection, SUCCESSOR, Set.of(node))).isTrue();
    }

    /** By a way that does not end with the node. */
    private static long highest(String url) throws SQLException {
        try (var connection = DriverManager.getConnection(url)) {
            return HighestSequenceNumbers.run(connection, List.of("Thing|a")).get(0);
        }
    }

    private static long epochs(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select sum(epoch) from journal_writer")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void standby(Connection connection, String name) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("alter system set synchronous_standby_names = '" + name + "'");
            statement.execute("select pg_reload_conf()");
        }
        await().atMost(BOUND).until(() -> {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery("show synchronous_standby_names")) {
                row.next();
                return row.getString(1).equals(name);
            }
        });
    }

    private static void awaitWaiting(TestNode node, String what) throws SQLException {
        try (var connection = node.connect()) {
            awaitWaiting(connection, what);
        }
    }

    /** @param what of a statement, or of what it waits for */
    private static void awaitWaiting(Connection connection, String what) {
        await().atMost(BOUND).until(() -> {
            try (var statement = connection.prepareStatement("""
                    select count(*) from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid() and state = 'active'
                      and wait_event_type in ('Lock', 'IPC') and (query like '%' || ? || '%' or wait_event = ?)
                    """)) {
                statement.setString(1, what);
                statement.setString(2, what);
                try (var row = statement.executeQuery()) {
                    row.next();
                    return row.getInt(1) > 0;
                }
            }
        });
    }
}
