package shop.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static shop.platform.audit.TestAudit.all;
import static shop.platform.audit.TestAudit.entry;
import static shop.platform.audit.TestAudit.get;

import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import shop.platform.journal.TestNode;

@Timeout(180)
class AuditLogIT {
    private static TestAudit audit;
    private static TestNode node;
    private static TestNode other;

    private final AuditLog log = new AuditLog(node.system());
    private final AuditLog otherLog = new AuditLog(other.system());

    @BeforeAll
    static void start() {
        audit = TestAudit.create();
        node = TestNode.start(audit.url(), "");
        other = TestNode.start(audit.url(), "shop.audit.writes { lanes = 4, batch = 3 }");
    }

    @AfterAll
    static void stop() {
        node.close();
        other.close();
    }

    private long before;

    @BeforeEach
    void count() throws Exception {
        before = audit.entries();
    }

    @Test
    void manyWritersOnSeveralNodesMakeUnbrokenChains() throws Exception {
        all(IntStream.range(0, 2000).mapToObj(i -> (i % 2 == 0 ? log : otherLog).append(entry())));

        assertThat(audit.entries() - before).isEqualTo(2000);
        assertThat(audit.number("select count(*) from audit_chain where sequence > 0"))
                .isGreaterThan(1);
        assertThat(audit.findings()).isEmpty();
        assertThat(log.entries()).isEqualTo(1000);
        assertThat(log.failures()).isZero();
    }

    @Test
    void aCallHasOneEntryHoweverManyWriteIt() throws Exception {
        var calls =
                Stream.generate(() -> UUID.randomUUID().toString()).limit(200).toList();

        all(IntStream.range(0, 1200)
                .mapToObj(i -> (i % 2 == 0 ? log : otherLog).append(entry(calls.get(i * 7 % calls.size())))));

        assertThat(audit.entries() - before).isEqualTo(calls.size());
        assertThat(audit.findings()).isEmpty();
    }

    @Test
    void whoHoldsAChainHoldsNobodyUp() throws Exception {
        try (var holder = audit.connect()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("select * from audit_chain where chain < 15 for update");
            var free = audit.number("select sequence from audit_chain where chain = 15");

            for (var i = 0; i < 20; i++) {
                get(log.append(entry()));
            }

            assertThat(audit.number("select sequence from audit_chain where chain = 15") - free)
                    .isEqualTo(20);
        }
    }

    @Test
    void aBatchIsWrittenAsAWholeOrNotAtAll() throws Exception {
        audit.execute("alter table audit_entry add constraint no_teapots check (outcome <> 'TEAPOT') not valid");
        try {
            var teapot = entry();
            var broken =
                    new AuditEntry(teapot.calledAt(), teapot.origin(), teapot.resource(), teapot.decision(), "TEAPOT");

            assertThatThrownBy(() -> get(log.append(broken))).hasStackTraceContaining("no_teapots");
        } finally {
            audit.execute("alter table audit_entry drop constraint no_teapots");
        }

        assertThat(audit.entries()).isEqualTo(before);
        assertThat(audit.findings()).isEmpty();
    }

    @Test
    void aLogThatCannotBeWrittenSaysSoUntilItCan() throws Exception {
        audit.execute("alter table audit_entry rename to audit_entry_away");
        try {
            assertThatThrownBy(() -> get(log.append(entry()))).hasStackTraceContaining("audit_entry");
            assertThat(log.isWritable()).isFalse();
            assertThat(log.failures()).isOne();

            get(log.probe(Duration.ZERO));
            assertThat(log.isWritable()).isFalse();

            get(otherLog.probe(Duration.ZERO));
            assertThat(otherLog.isWritable()).as("found out without an entry").isFalse();
        } finally {
            audit.execute("alter table audit_entry_away rename to audit_entry");
        }

        get(log.probe(Duration.ZERO));
        assertThat(log.isWritable()).isTrue();
        get(log.append(entry()));
        assertThat(audit.entries() - before).as("a probe leaves nothing behind").isOne();
        assertThat(audit.findings()).isEmpty();
    }

    @Test
    void whatIsTooMuchAtOnceIsRefusedAndNoReasonToRefuseMore() throws Exception {
        try (var narrow = TestNode.start(audit.url(), "shop.audit.writes { lanes = 1, queue = 5, batch = 5 }");
                var holder = audit.connect()) {
            var narrowLog = new AuditLog(narrow.system());
            holder.setAutoCommit(false);
            holder.createStatement().execute("lock table audit_entry in exclusive mode");
            var waiting =
                    Stream.generate(() -> narrowLog.append(entry())).limit(30).toList();

            assertThat(waiting).anyMatch(stage -> stage.toCompletableFuture().isCompletedExceptionally());
            assertThat(narrowLog.isWritable()).isTrue();
            assertThat(narrowLog.failures()).isPositive();

            holder.rollback();
            get(narrowLog.append(entry()).exceptionally(full -> null));
        }
    }
}
