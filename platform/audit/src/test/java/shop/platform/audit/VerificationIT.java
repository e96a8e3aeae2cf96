package shop.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static shop.platform.audit.TestAudit.NO_KEYS;
import static shop.platform.audit.TestAudit.keys;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class VerificationIT {
    /** A chain that whoever owns the database makes anew after changing an entry, with a correct hash for each. */
    private static final String CHAIN_ANEW = """
            do $$
            declare r record; h bytea := decode(repeat('00', 32), 'hex');
            begin
              for r in select * from audit_entry where chain = %1$d order by sequence loop
                h := sha256(h || 'whatever follows the rules'::bytea || r.sequence::text::bytea);
                update audit_entry set hash = h where chain = r.chain and sequence = r.sequence;
              end loop;
              update audit_chain set hash = h where chain = %1$d;
            end $$
            """;

    private static TestAudit intact;

    private TestAudit audit;
    /** One of which already the first checkpoint has seen ten entries at least. */
    private static long chain;

    @BeforeAll
    static void fill() throws Exception {
        intact = TestAudit.create();
        intact.append(40);
        intact.appendTogether(10);
        chain = intact.longestChain();
        intact.checkpoint(NO_KEYS);
        intact.append(20);
        intact.appendTogether(10);
        intact.checkpoint(NO_KEYS);
        intact.append(20);
        assertThat(intact.findings()).isEmpty();
    }

    @BeforeEach
    void copy() throws Exception {
        audit = intact.copy();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "actor_user = 'mallory'",
                "actor_service = ''",
                "action = 'user.UserService/GetUser'",
                "resource = 'user.User'",
                "decision = 'DENIED'",
                "rule = 'owner'",
                "outcome = 'NOT_FOUND USER_NOT_FOUND'",
                "request_id = ''",
                "trace_id = ''",
                "source_address = '192.0.2.8'",
                "call_id = gen_random_uuid()",
                "called_at = called_at + interval '1 microsecond'",
                "recorded_at = recorded_at - interval '1 microsecond'",
                "hash = sha256('x')"
            })
    void aChangedFieldIsFound(String change) throws Exception {
        audit.tamper("update audit_entry set " + change + " where " + at(5));

        assertThat(audit.findings()).contains("chain " + chain + ", sequence 5: changed, or not where it was written");
    }

    @Test
    void aRemovedEntryIsFound() throws Exception {
        audit.tamper("delete from audit_entry where " + at(5));

        assertThat(audit.findings()).containsExactly("chain " + chain + ", sequence 5: missing");
    }

    @Test
    void aRemovedBeginningIsFound() throws Exception {
        audit.tamper("delete from audit_entry where chain = " + chain + " and sequence <= 3");

        assertThat(audit.findings()).containsExactly("chain " + chain + ", sequence 1 to 3: missing");
    }

    @Test
    void aGapThatIsClosedByMovingTheRestIsFound() throws Exception {
        audit.tamper(
                "delete from audit_entry where " + at(5),
                "update audit_entry set sequence = -sequence where chain = " + chain + " and sequence > 5",
                "update audit_entry set sequence = -sequence - 1 where chain = " + chain + " and sequence < 0",
                "update audit_chain set sequence = sequence - 1 where chain = " + chain);

        assertThat(audit.findings()).contains("chain " + chain + ", sequence 5: changed, or not where it was written");
    }

    @Test
    void swappedEntriesAreFound() throws Exception {
        audit.tamper(
                "update audit_entry set sequence = -5 where " + at(5),
                "update audit_entry set sequence = 5 where " + at(6),
                "update audit_entry set sequence = 6 where " + at(-5));

        assertThat(audit.findings())
                .contains(
                        "chain " + chain + ", sequence 5: changed, or not where it was written",
                        "chain " + chain + ", sequence 6: changed, or not where it was written");
    }

    @Test
    void anEntryMovedToAnotherChainIsFound() throws Exception {
        var other = (chain + 1) % 16;
        audit.tamper("update audit_entry set chain = %d, sequence = 1000 where %s".formatted(other, at(5)));

        assertThat(audit.findings())
                .contains("chain " + chain + ", sequence 5: missing")
                .anyMatch(finding -> finding.startsWith("chain " + other + ", sequence"));
    }

    @Test
    void aTailCutOffWithItsEndIsFoundByTheCheckpoints() throws Exception {
        audit.tamper(
                "delete from audit_entry where chain = " + chain + " and sequence > 2",
                "update audit_chain set sequence = 2, hash = (select hash from audit_entry where %s) where chain = %d"
                        .formatted(at(2), chain));

        assertThat(audit.findings())
                .singleElement()
                .asString()
                .startsWith("chain " + chain + ", sequence 2: the last, although checkpoint 1 has seen ");
    }

    @Test
    void aTailCutOffAloneIsFoundAtOnce() throws Exception {
        audit.append(200);
        var last = audit.number("select sequence from audit_chain where chain = " + chain);
        audit.tamper("delete from audit_entry where " + at(last));

        assertThat(audit.findings()).containsExactly("chain " + chain + ", sequence " + last + ": missing");
    }

    @Test
    void aChainMadeAnewIsFoundByTheCheckpoints() throws Exception {
        audit.tamper("update audit_entry set actor_user = 'bob' where " + at(5), CHAIN_ANEW.formatted(chain));

        assertThat(audit.findings()).anyMatch(finding -> finding.contains("not what checkpoint 1 has seen there"));
    }

    @Test
    void changedAndRemovedCheckpointsAreFound() throws Exception {
        audit.checkpoint(NO_KEYS);
        audit.tamper("update audit_checkpoint set taken_at = taken_at - interval '1 hour' where number = 1");
        assertThat(audit.findings()).contains("checkpoint 1: changed, or not where it was written");

        audit.tamper("delete from audit_checkpoint where number = 2");
        assertThat(audit.findings()).contains("checkpoints 2 to 2: missing");
    }

    @Test
    void checkpointsThatWereTakenBackAreFoundByOneKeptElsewhere() throws Exception {
        var kept = new Link(2, hash("select hash from audit_checkpoint where number = 2"));
        assertThat(audit.findings(NO_KEYS, Optional.of(kept))).isEmpty();

        audit.tamper("delete from audit_checkpoint where number = 2");

        assertThat(audit.findings()).isEmpty();
        assertThat(audit.findings(NO_KEYS, Optional.of(kept))).containsExactly("checkpoint 2: missing");
    }

    @Test
    void whoHasNoKeyCannotMakeCheckpointsAnew() throws Exception {
        var keys = keys("first");
        audit.append(5);
        audit.checkpoint(keys);
        assertThat(audit.findings(keys, Optional.empty()))
                .as("unsigned ones before a signed one are covered by it")
                .isEmpty();

        audit.append(5);
        audit.checkpoint(keys("mallory's"));
        assertThat(audit.findings(keys, Optional.empty())).containsExactly("checkpoint 4: not signed by a known key");

        audit.tamper("delete from audit_checkpoint where number = 4");
        audit.checkpoint(NO_KEYS);
        assertThat(audit.findings(keys, Optional.empty())).containsExactly("checkpoint 4: the last, and not signed");
    }

    /** By whoever may write to the tables, without switching a trigger off. */
    @Test
    void anErasureBehindAnchorsIsFound() throws Exception {
        var keys = keys("nodes");
        audit.checkpoint(keys);
        audit.execute(
                "insert into audit_anchor select chain, sequence, hash, now(), '', '' from audit_chain where sequence > 0");
        audit.execute("delete from audit_entry");

        assertThat(audit.findings(keys, Optional.empty()))
                .contains("chain %d, sequence %d: an anchor not signed by a known key"
                        .formatted(chain, audit.number("select sequence from audit_chain where chain = " + chain)));
        assertThat(audit.findings(NO_KEYS, Optional.empty())).isNotEmpty();
    }

    @Test
    void anAnchorBeyondTheLastCheckpointIsFound() throws Exception {
        var keys = keys("nodes");
        audit.checkpoint(keys);
        audit.append(200);
        var last = audit.number("select sequence from audit_chain where chain = " + chain);
        try (var connection = audit.connect()) {
            var end = new Link(last, hash("select hash from audit_chain where chain = " + chain));
            Anchor.at((short) chain, end, Instant.now(), keys).insert(connection);
        }

        assertThat(audit.findings(keys, Optional.empty()))
                .containsExactly("chain %d, sequence %d: an anchor beyond what the last checkpoint has seen"
                        .formatted(chain, last));
    }

    @Test
    void anAuditWithoutItsCheckpointsIsFound() throws Exception {
        audit.tamper(
                "delete from audit_checkpoint", "update audit_entry set recorded_at = recorded_at - interval '1 hour'");

        assertThat(audit.findings(keys("nodes"), Optional.empty()))
                .contains("checkpoints: none (expected: one per minute while entries are written)");
    }

    @Test
    void aNewKeySignsAndTheOldOneStillVerifies() throws Exception {
        audit.append(1);
        audit.checkpoint(keys("old"));
        audit.append(1);
        audit.checkpoint(keys("new", "old"));

        assertThat(audit.findings(keys("new", "old"), Optional.empty())).isEmpty();
        assertThat(audit.findings(keys("new"), Optional.empty()))
                .containsExactly("checkpoint 3: not signed by a known key");
    }

    @Test
    void nothingNewIsNoReasonForACheckpoint() throws Exception {
        audit.checkpoint(NO_KEYS);
        audit.checkpoint(NO_KEYS);

        assertThat(audit.number("select count(*) from audit_checkpoint")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit_entry set outcome = 'OK'",
                "delete from audit_entry where sequence = 1",
                "truncate audit_entry",
                "update audit_checkpoint set key_id = 'x'",
                "delete from audit_checkpoint",
                "truncate audit_checkpoint",
                "update audit_chain set sequence = 0",
                "delete from audit_chain",
                "truncate audit_chain",
                "insert into audit_chain values (16, 0, '')"
            })
    void theDatabaseRefusesWhateverIsNoAppending(String sql) throws Exception {
        assertThatThrownBy(() -> audit.execute(sql)).hasMessageContaining("refused");
        assertThat(audit.findings()).isEmpty();
    }

    private String at(long sequence) {
        return "chain = " + chain + " and sequence = " + sequence;
    }

    private byte[] hash(String sql) throws Exception {
        try (var connection = audit.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getBytes(1);
        }
    }
}
