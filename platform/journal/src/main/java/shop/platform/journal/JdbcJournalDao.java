package shop.platform.journal;

import akka.NotUsed;
import akka.actor.Scheduler;
import akka.japi.Pair;
import akka.persistence.AtomicWrite;
import akka.persistence.PersistentRepr;
import akka.persistence.jdbc.config.JournalConfig;
import akka.persistence.jdbc.journal.dao.JournalDao;
import akka.persistence.journal.Tagged;
import akka.serialization.Serialization;
import akka.stream.Materializer;
import akka.stream.javadsl.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.OptionConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/**
 * The journal of akka-persistence-jdbc, on its own tables and with its semantics, by batched plain JDBC: writes of all
 * entities commit in groups, and the reads of their recoveries share statements. A call writes all of its events or
 * none. A write whose outcome is unknown, because the connection broke, fails; the recovery that follows reads the
 * actual outcome.
 */
final class JdbcJournalDao implements JournalDao {
    private final Serialization serialization;
    private final JournalStore store;
    private final WriteTelemetry telemetry;
    private final int pageSize;

    /** The plugin finds this constructor by its parameters. */
    JdbcJournalDao(
            JdbcBackend.DatabaseDef slickDatabase,
            JdbcProfile slickProfile,
            JournalConfig config,
            Serialization serialization,
            ExecutionContext executionContext,
            Materializer materializer) {
        this.serialization = serialization;
        this.store = JournalStore.of(materializer.system());
        this.telemetry = new WriteTelemetry(store.telemetry());
        this.pageSize = config.daoConfig().replayBatchSize();
    }

    @Override
    public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
        var begin = System.nanoTime();
        var writes = ScalaEdge.list(messages);
        var serialized = writes.stream()
                .map(write -> ScalaEdge.attempt(() -> serialize(write)))
                .toList();
        var rows = new ArrayList<StoredEvent>();
        serialized.stream().filter(Try::isSuccess).forEach(write -> rows.addAll(write.get()));
        var written = insert(rows);
        telemetry.observe(writes, begin, written);
        return ScalaEdge.future(written.thenApply(done -> outcome(serialized)));
    }

    private CompletionStage<Boolean> insert(List<StoredEvent> rows) {
        return rows.isEmpty()
                ? CompletableFuture.completedFuture(true)
                : store.writes().submit(rows.get(0).persistenceId(), rows);
    }

    /** By the journal's contract an empty answer means success. */
    private static Seq<Try<BoxedUnit>> outcome(List<Try<List<StoredEvent>>> serialized) {
        return serialized.stream().allMatch(Try::isSuccess)
                ? ScalaEdge.seq(List.of())
                : ScalaEdge.seq(serialized.stream()
                        .map(write -> write.map(rows -> BoxedUnit.UNIT))
                        .toList());
    }

    private List<StoredEvent> serialize(AtomicWrite write) {
        return ScalaEdge.list(write.payload()).stream().map(this::serialize).toList();
    }

    private StoredEvent serialize(PersistentRepr repr) {
        if (repr.payload() instanceof Tagged tagged) {
            throw new IllegalArgumentException(
                    "tags: " + tagged.tags() + " (expected: none; this journal keeps no tags)");
        }
        return new StoredEvent(
                repr.persistenceId(),
                repr.sequenceNr(),
                repr.writerUuid(),
                repr.timestamp(),
                repr.manifest(),
                SerializedObject.of(serialization, repr.payload()),
                OptionConverters.toJava(repr.metadata()).map(metadata -> SerializedObject.of(serialization, metadata)));
    }

    @Override
    public Future<Object> highestSequenceNr(String persistenceId, long fromSequenceNr) {
        return ScalaEdge.future(store.highestSequenceNumbers()
                .submit(persistenceId, persistenceId)
                .thenApply(Object.class::cast));
    }

    @Override
    public akka.stream.scaladsl.Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messages(
            String persistenceId, long fromSequenceNr, long toSequenceNr, long max) {
        return replay(persistenceId, fromSequenceNr, toSequenceNr, pageSize)
                .take(max)
                .asScala();
    }

    @Override
    public akka.stream.scaladsl.Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messagesWithBatch(
            String persistenceId,
            long fromSequenceNr,
            long toSequenceNr,
            int batchSize,
            Option<Tuple2<FiniteDuration, Scheduler>> refreshInterval) {
        if (refreshInterval.isDefined()) {
            throw new UnsupportedOperationException("refreshInterval: "
                    + refreshInterval.get()._1() + " (expected: none; live events are read by EventSource)");
        }
        return replay(persistenceId, fromSequenceNr, toSequenceNr, batchSize).asScala();
    }

    private Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> replay(
            String persistenceId, long lowest, long highest, int page) {
        var first = Optional.of(new Replays.Request(persistenceId, lowest, highest, page));
        return Source.unfoldAsync(first, this::page)
                .mapConcat(events -> events)
                .map(event -> ScalaEdge.attempt(() -> deserialize(event)));
    }

    private CompletionStage<Optional<Pair<Optional<Replays.Request>, List<StoredEvent>>>> page(
            Optional<Replays.Request> request) {
        if (request.isEmpty() || request.get().lowest() > request.get().highest()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return store.replays()
                .submit(request.get().persistenceId(), request.get())
                .thenApply(events -> Optional.of(Pair.create(request.get().after(events), events)));
    }

    /** Nothing here knows {@code ordering} during a replay, and the journal ignores it. */
    private Tuple2<PersistentRepr, Object> deserialize(StoredEvent stored) {
        var repr = PersistentRepr.apply(
                        stored.event().read(serialization),
                        stored.sequenceNumber(),
                        stored.persistenceId(),
                        stored.adapterManifest(),
                        false,
                        null,
                        stored.writer())
                .withTimestamp(stored.writeTimestamp());
        var withMetadata = stored.metadata()
                .map(metadata -> repr.withMetadata(metadata.read(serialization)))
                .orElse(repr);
        return Tuple2.apply(withMetadata, 0L);
    }

    @Override
    public Future<BoxedUnit> delete(String persistenceId, long toSequenceNr) {
        return ScalaEdge.unit(store.run(connection -> EventDelete.run(connection, persistenceId, toSequenceNr)));
    }
}
