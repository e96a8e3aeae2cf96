package shop.platform.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.platform.journal.JournalFixture.get;
import static shop.platform.journal.JournalFixture.java;

import akka.persistence.SnapshotMetadata;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.Future;
import scala.jdk.javaapi.OptionConverters;

class JdbcSnapshotDaoIT {
    private static TestNode node;
    private static JournalFixture fixture;
    private static JdbcSnapshotDao snapshots;

    private final String id = "Thing|" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        node = TestNode.start();
        fixture = JournalFixture.of(node);
        snapshots = fixture.snapshots();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void theLatestSnapshotWithinTheBoundsIsFound() {
        saveThree();

        assertThat(read(snapshots.latestSnapshot(id))).contains("at 30");
        assertThat(read(snapshots.snapshotForMaxSequenceNr(id, 29))).contains("at 20");
        assertThat(read(snapshots.snapshotForMaxTimestamp(id, 2_000))).contains("at 20");
        assertThat(read(snapshots.snapshotForMaxSequenceNrAndMaxTimestamp(id, 30, 1_999)))
                .contains("at 10");
        assertThat(read(snapshots.snapshotForMaxSequenceNr(id, 9))).isEmpty();
        assertThat(read(snapshots.latestSnapshot("Thing|none"))).isEmpty();
    }

    @Test
    void aSnapshotOfTheSameSequenceNumberIsReplaced() {
        fixture.save(id, 10, 1_000, "old");
        fixture.save(id, 10, 2_000, "new");

        assertThat(read(snapshots.latestSnapshot(id))).contains("new");
    }

    @Test
    void aSnapshotCarriesItsMetadata() {
        get(java(snapshots.save(new SnapshotMetadata(id, 5, 1_000, Option.apply("metadata")), "snapshot")));

        var found = get(java(snapshots.latestSnapshot(id))).get()._1();

        assertThat(found.sequenceNr()).isEqualTo(5);
        assertThat(found.timestamp()).isEqualTo(1_000);
        assertThat(found.metadata().get()).isEqualTo("metadata");
    }

    @Test
    void deletingKeepsWhatLiesOutsideTheBounds() {
        saveThree();
        get(java(snapshots.delete(id, 30)));
        assertThat(read(snapshots.latestSnapshot(id))).contains("at 20");

        saveThree();
        get(java(snapshots.deleteUpToMaxSequenceNr(id, 20)));
        assertThat(read(snapshots.snapshotForMaxSequenceNr(id, 20))).isEmpty();
        assertThat(read(snapshots.latestSnapshot(id))).contains("at 30");

        saveThree();
        get(java(snapshots.deleteUpToMaxTimestamp(id, 1_000)));
        assertThat(read(snapshots.snapshotForMaxSequenceNr(id, 10))).isEmpty();

        saveThree();
        get(java(snapshots.deleteUpToMaxSequenceNrAndMaxTimestamp(id, 30, 2_000)));
        assertThat(read(snapshots.snapshotForMaxSequenceNr(id, 20))).isEmpty();
        assertThat(read(snapshots.latestSnapshot(id))).contains("at 30");

        get(java(snapshots.deleteAllSnapshots(id)));
        assertThat(read(snapshots.latestSnapshot(id))).isEmpty();
    }

    @Test
    void readsThatShareAStatementAnswerEachTheirOwn() {
        IntStream.range(0, 40)
                .filter(entity -> entity % 2 == 0)
                .forEach(entity -> fixture.save(id + entity, 1, 0, "of " + entity));

        var reads = IntStream.range(0, 40)
                .mapToObj(entity -> snapshots.latestSnapshot(id + entity))
                .toList();

        for (var entity = 0; entity < 40; entity++) {
            assertThat(read(reads.get(entity)))
                    .isEqualTo(entity % 2 == 0 ? Optional.of("of " + entity) : Optional.empty());
        }
    }

    private void saveThree() {
        fixture.save(id, 10, 1_000, "at 10");
        fixture.save(id, 20, 2_000, "at 20");
        fixture.save(id, 30, 3_000, "at 30");
    }

    private static Optional<Object> read(Future<Option<Tuple2<SnapshotMetadata, Object>>> found) {
        return OptionConverters.toJava(get(java(found))).map(Tuple2::_2);
    }
}
