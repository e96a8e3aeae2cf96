package shop.platform.journal;

import akka.persistence.SnapshotMetadata;
import akka.persistence.jdbc.config.SnapshotConfig;
import akka.persistence.jdbc.snapshot.dao.SnapshotDao;
import akka.serialization.Serialization;
import akka.stream.Materializer;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.OptionConverters;
import scala.runtime.BoxedUnit;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/**
 * The snapshot store of akka-persistence-jdbc, on its own table and with its semantics, by plain JDBC: the look-ups of entities that
 * start at the same time share a statement.
 */
final class JdbcSnapshotDao implements SnapshotDao {
    private final Serialization serialization;
    private final JournalStore store;

    /** The plugin finds this constructor by its parameters. */
    JdbcSnapshotDao(
            JdbcBackend.DatabaseDef slickDatabase,
            JdbcProfile slickProfile,
            SnapshotConfig config,
            Serialization serialization,
            ExecutionContext executionContext,
            Materializer materializer) {
        this.serialization = serialization;
        this.store = JournalStore.of(materializer.system());
    }

    @Override
    public Future<Option<Tuple2<SnapshotMetadata, Object>>> latestSnapshot(String persistenceId) {
        return read(persistenceId, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    @Override
    public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxTimestamp(
            String persistenceId, long timestamp) {
        return read(persistenceId, Long.MAX_VALUE, timestamp);
    }

    @Override
    public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxSequenceNr(
            String persistenceId, long sequenceNr) {
        return read(persistenceId, sequenceNr, Long.MAX_VALUE);
    }

    @Override
    public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxSequenceNrAndMaxTimestamp(
            String persistenceId, long sequenceNr, long timestamp) {
        return read(persistenceId, sequenceNr, timestamp);
    }

    @Override
    public Future<BoxedUnit> save(SnapshotMetadata metadata, Object snapshot) {
        return ScalaEdge.unit(store.run(connection -> SnapshotWrite.save(connection, serialize(metadata, snapshot))));
    }

    @Override
    public Future<BoxedUnit> delete(String persistenceId, long sequenceNr) {
        return delete(persistenceId, sequenceNr, sequenceNr, Long.MAX_VALUE);
    }

    @Override
    public Future<BoxedUnit> deleteAllSnapshots(String persistenceId) {
        return delete(persistenceId, 0, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    @Override
    public Future<BoxedUnit> deleteUpToMaxSequenceNr(String persistenceId, long sequenceNr) {
        return delete(persistenceId, 0, sequenceNr, Long.MAX_VALUE);
    }

    @Override
    public Future<BoxedUnit> deleteUpToMaxTimestamp(String persistenceId, long timestamp) {
        return delete(persistenceId, 0, Long.MAX_VALUE, timestamp);
    }

    @Override
    public Future<BoxedUnit> deleteUpToMaxSequenceNrAndMaxTimestamp(
            String persistenceId, long sequenceNr, long timestamp) {
        return delete(persistenceId, 0, sequenceNr, timestamp);
    }

    private Future<Option<Tuple2<SnapshotMetadata, Object>>> read(
            String persistenceId, long sequenceNr, long timestamp) {
        return ScalaEdge.future(store.snapshots()
                .submit(persistenceId, new SnapshotRead.Request(persistenceId, sequenceNr, timestamp))
                .thenApply(found -> OptionConverters.toScala(found.map(this::deserialize))));
    }

    private Future<BoxedUnit> delete(String persistenceId, long minSequenceNr, long maxSequenceNr, long timestamp) {
        return ScalaEdge.unit(store.run(connection ->
                SnapshotWrite.delete(connection, persistenceId, minSequenceNr, maxSequenceNr, timestamp)));
    }

    private StoredSnapshot serialize(SnapshotMetadata metadata, Object snapshot) {
        return new StoredSnapshot(
                metadata.persistenceId(),
                metadata.sequenceNr(),
                metadata.timestamp(),
                SerializedObject.of(serialization, snapshot),
                OptionConverters.toJava(metadata.metadata()).map(value -> SerializedObject.of(serialization, value)));
    }

    private Tuple2<SnapshotMetadata, Object> deserialize(StoredSnapshot stored) {
        var metadata = new SnapshotMetadata(
                stored.persistenceId(),
                stored.sequenceNumber(),
                stored.created(),
                OptionConverters.toScala(stored.metadata().map(value -> value.read(serialization))));
        return Tuple2.apply(metadata, stored.snapshot().read(serialization));
    }
}
