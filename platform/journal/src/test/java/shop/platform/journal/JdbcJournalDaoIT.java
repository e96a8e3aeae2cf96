package shop.platform.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static shop.platform.journal.JournalFixture.atomic;
import static shop.platform.journal.JournalFixture.get;
import static shop.platform.journal.JournalFixture.java;
import static shop.platform.journal.JournalFixture.repr;

import akka.persistence.PersistentRepr;
import akka.persistence.journal.Tagged;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JdbcJournalDaoIT {
    private static TestNode node;
    private static JournalFixture fixture;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        fixture = JournalFixture.of(node);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @AfterEach
    void empty() throws SQLException {
        query("with gone as (delete from event_journal returning 1) select count(*) from gone");
    }

    @Test
    void writesThatWaitTogetherCommitTogether() throws Exception {
        var writes = new ArrayList<CompletableFuture<?>>();
        try (var held = fixture.holdWrites()) {
            for (var entity = 0; entity < 400; entity++) {
                writes.add(fixture.write(atomic("Thing|" + entity, 1)));
            }
            held.commit();
        }
        writes.forEach(JournalFixture::get);

        assertThat(query("select count(*) from event_journal")).isEqualTo(400);
        assertThat(query("select count(distinct transaction_id) from event_journal"))
                .isLessThanOrEqualTo(12);
    }

    @Test
    void aDuplicateFailsAloneAmongTheWritesOfItsBatch() throws Exception {
        get(fixture.write(atomic("Thing|taken", 1)));
        var writes = new ArrayList<CompletableFuture<?>>();
        CompletableFuture<?> duplicate;
        try (var held = fixture.holdWrites()) {
            for (var entity = 0; entity < 100; entity++) {
                writes.add(fixture.write(atomic("Thing|" + entity, 1)));
            }
            duplicate = fixture.write(atomic("Thing|taken", 1));
            for (var entity = 100; entity < 200; entity++) {
                writes.add(fixture.write(atomic("Thing|" + entity, 1)));
            }
            held.commit();
        }

        assertThatThrownBy(() -> get(duplicate))
                .hasRootCauseInstanceOf(SQLException.class)
                .hasMessageContaining("duplicate key")
                .hasMessageNotContaining("Thing|taken");
        writes.forEach(JournalFixture::get);
        assertThat(query("select count(*) from event_journal")).isEqualTo(201);
    }

    @Test
    void theEventsOfOneCallAreWrittenAllOrNone() {
        var write = fixture.write(atomic("Thing|a", 1, 2), atomic("Thing|a", 2));

        assertThatThrownBy(() -> get(write)).hasRootCauseInstanceOf(SQLException.class);
        assertThat(fixture.highest("Thing|a")).isZero();
    }

    @Test
    void writesOfOneEntityReachTheJournalInTheirOrder() throws Exception {
        var writes = new ArrayList<CompletableFuture<?>>();
        for (var sequence = 1; sequence <= 50; sequence++) {
            for (var entity = 0; entity < 20; entity++) {
                writes.add(fixture.write(atomic("Thing|" + entity, sequence)));
            }
        }
        writes.forEach(JournalFixture::get);

        assertThat(query("""
                        select count(*) from (
                          select sequence_number,
                                 row_number() over (partition by persistence_id order by transaction_id, ordering) as place
                          from event_journal) e
                        where sequence_number <> place
                        """)).isZero();
        assertThat(query("select count(*) from event_journal")).isEqualTo(1000);
    }

    @Test
    void anEventThatCannotBeSerializedIsRejectedAlone() {
        var result = ScalaEdge.list(get(fixture.write(
                atomic(repr("Thing|a", 1, "fine")),
                atomic(repr("Thing|a", 2, new Object())),
                atomic(repr("Thing|a", 2, new Tagged("tagged", Set.of("tag")))))));

        assertThat(result).extracting(attempt -> attempt.isSuccess()).containsExactly(true, false, false);
        assertThat(fixture.sequenceNumbers("Thing|a")).containsExactly(1L);
    }

    @Test
    void aReplayReturnsWhatWasWritten() {
        get(fixture.write(
                atomic(repr("Thing|a", 1, "event").withMetadata("metadata").withManifest("manifest"))));

        var replayed = fixture.replay("Thing|a", 1, 1, 10).get(0);

        assertThat(replayed.payload()).isEqualTo("event");
        assertThat(replayed.persistenceId()).isEqualTo("Thing|a");
        assertThat(replayed.sequenceNr()).isEqualTo(1);
        assertThat(replayed.manifest()).isEqualTo("manifest");
        assertThat(replayed.writerUuid()).isEqualTo("writer");
        assertThat(replayed.timestamp()).isEqualTo(1_001);
        assertThat(replayed.metadata().get()).isEqualTo("metadata");
    }

    @Test
    void aReplayIsBoundedOrderedAndItsOwnWhateverItsPages() {
        get(fixture.write(atomic("Thing|a", LongStream.rangeClosed(1, 95).toArray())));
        get(fixture.write(atomic("Thing|A", 1), atomic("Thing|A", 2)));

        for (var page : List.of(1, 10, 19, 95, 1000)) {
            assertThat(fixture.replay("Thing|a", 4, 80, page))
                    .extracting(PersistentRepr::sequenceNr)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(4, 80).boxed().toList());
        }
        assertThat(fixture.replay("Thing|a", 90, Long.MAX_VALUE, 3)).hasSize(6);
        assertThat(fixture.replay("Thing|a", 5, 4, 3)).isEmpty();
        assertThat(fixture.replay("Thing|none", 1, 10, 3)).isEmpty();
    }

    @Test
    void readsThatShareAStatementAnswerEachTheirOwn() {
        var entities = IntStream.rangeClosed(1, 60).boxed().toList();
        entities.forEach(entity -> get(fixture.write(
                atomic("Thing|" + entity, LongStream.rangeClosed(1, entity).toArray()))));

        var highest = entities.stream()
                .map(entity -> java(fixture.journal().highestSequenceNr("Thing|" + entity, 0)))
                .toList();
        var none = java(fixture.journal().highestSequenceNr("Thing|none", 0));

        for (var entity : entities) {
            assertThat(get(highest.get(entity - 1))).isEqualTo((long) entity);
        }
        assertThat(get(none)).isEqualTo(0L);
    }

    @Test
    void deletedEventsAreGoneAndTheirNumbersAreNotUsedAgain() throws Exception {
        get(fixture.write(atomic("Thing|a", 1, 2, 3, 4, 5)));
        get(fixture.write(atomic("Thing|b", 1, 2)));

        get(java(fixture.journal().delete("Thing|a", 3)));
        assertThat(fixture.sequenceNumbers("Thing|a")).containsExactly(4L, 5L);
        assertThat(fixture.highest("Thing|a")).isEqualTo(5);

        get(java(fixture.journal().delete("Thing|a", Long.MAX_VALUE)));
        assertThat(fixture.sequenceNumbers("Thing|a")).isEmpty();
        assertThat(fixture.highest("Thing|a")).isEqualTo(5);
        assertThat(query("select count(*) from event_journal where persistence_id = 'Thing|a'"))
                .isEqualTo(1);
        assertThat(fixture.sequenceNumbers("Thing|b")).containsExactly(1L, 2L);
    }

    private static long query(String sql) throws SQLException {
        try (var connection = node.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
