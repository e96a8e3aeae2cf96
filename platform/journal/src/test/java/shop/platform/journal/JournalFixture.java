package shop.platform.journal;

import static java.util.concurrent.TimeUnit.SECONDS;

import akka.persistence.AtomicWrite;
import akka.persistence.PersistentRepr;
import akka.persistence.SnapshotMetadata;
import akka.persistence.jdbc.config.JournalConfig;
import akka.persistence.jdbc.config.SnapshotConfig;
import akka.serialization.SerializationExtension;
import akka.stream.SystemMaterializer;
import akka.stream.javadsl.Sink;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/** The stores of a node as the plugin calls them. Events and snapshots are strings. */
record JournalFixture(TestNode node, JdbcJournalDao journal, JdbcSnapshotDao snapshots) {
    static JournalFixture of(TestNode node) {
        var system = node.system().classicSystem();
        var serialization = SerializationExtension.get(system);
        var materializer = SystemMaterializer.get(system).materializer();
        var config = system.settings().config();
        return new JournalFixture(
                node,
                new JdbcJournalDao(
                        null,
                        null,
                        new JournalConfig(config.getConfig("jdbc-journal")),
                        serialization,
                        system.dispatcher(),
                        materializer),
                new JdbcSnapshotDao(
                        null,
                        null,
                        new SnapshotConfig(config.getConfig("jdbc-snapshot-store")),
                        serialization,
                        system.dispatcher(),
                        materializer));
    }

    static PersistentRepr repr(String persistenceId, long sequenceNumber, Object event) {
        return PersistentRepr.apply(event, sequenceNumber, persistenceId, "", false, null, "writer")
                .withTimestamp(1_000 + sequenceNumber);
    }

    static AtomicWrite atomic(PersistentRepr... events) {
        return new AtomicWrite(ScalaEdge.seq(Arrays.asList(events)));
    }

    static AtomicWrite atomic(String persistenceId, long... sequenceNumbers) {
        return atomic(LongStream.of(sequenceNumbers)
                .mapToObj(number -> repr(persistenceId, number, persistenceId + "#" + number))
                .toArray(PersistentRepr[]::new));
    }

    CompletableFuture<Seq<Try<BoxedUnit>>> write(AtomicWrite... writes) {
        return java(journal.asyncWriteMessages(ScalaEdge.seq(Arrays.asList(writes))));
    }

    List<PersistentRepr> replay(String persistenceId, long from, long to, int page) {
        return get(journal.messagesWithBatch(persistenceId, from, to, page, scala.Option.empty())
                        .asJava()
                        .map(message -> message.get()._1())
                        .runWith(Sink.seq(), node.system())
                        .toCompletableFuture())
                .stream()
                .toList();
    }

    List<Long> sequenceNumbers(String persistenceId) {
        return replay(persistenceId, 1, Long.MAX_VALUE, 100).stream()
                .map(PersistentRepr::sequenceNr)
                .toList();
    }

    long highest(String persistenceId) {
        return (Long) get(java(journal.highestSequenceNr(persistenceId, 0)));
    }

    void save(String persistenceId, long sequenceNumber, long created, String snapshot) {
        get(java(snapshots.save(new SnapshotMetadata(persistenceId, sequenceNumber, created), snapshot)));
    }

    /** Holds all writes of events back until it is closed. */
    Connection holdWrites() throws SQLException {
        var connection = node.connect();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("lock table event_journal in share mode");
        }
        return connection;
    }

    static <T> CompletableFuture<T> java(Future<T> future) {
        return FutureConverters.asJava(future).toCompletableFuture();
    }

    static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(60, SECONDS).join();
    }
}
