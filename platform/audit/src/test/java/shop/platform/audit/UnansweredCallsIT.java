package shop.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.platform.audit.TestAudit.BOUND;
import static shop.platform.audit.TestAudit.entry;
import static shop.platform.audit.TestAudit.get;

import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import shop.platform.entity.EventMetadata;
import shop.platform.journal.RawWriter;
import shop.platform.journal.TestNode;

/** Calls whose nodes ended between their event and their entry. An event's entity has the id of its call. */
@Timeout(180)
class UnansweredCallsIT {
    private static final String QUICK = """
            shop.audit { unanswered-after = 2s, settle-interval = 200ms }
            """;

    private final TestAudit audit = TestAudit.create();
    /** Of the node that takes the calls. */
    private Clock clock = Clock.systemUTC();

    @Test
    void aCallThatHasWrittenAnEventGetsItsEntryThoughItsNodeHasEnded() throws Exception {
        var calls = Stream.generate(UUID::randomUUID).limit(30).toList();
        try (var node = TestNode.start(audit.url(), "")) {
            write(node, calls);
        }
        assertThat(audit.entries()).isZero();

        try (var node = follower(QUICK);
                var other = follower(QUICK)) {
            assertThat(node).isNotSameAs(other);
            await().atMost(BOUND).until(() -> audit.entries() == calls.size() && pending() == 0);
        }
        assertThat(audit.number("select count(*) from audit_entry where outcome = 'UNANSWERED'"
                        + " and resource = 'thing.Thing/' || call_id and actor_user = 'alice' and rule = 'role admin'"))
                .isEqualTo(calls.size());
        assertThat(audit.findings()).isEmpty();
    }

    @Test
    void aCallThatHasItsEntryGetsNoOther() throws Exception {
        var answered = UUID.randomUUID();
        var answeredLate = UUID.randomUUID();
        try (var node = follower(QUICK.replace("2s", "20s"))) {
            var log = new AuditLog(node.system());
            get(log.append(entry(answered.toString())));
            write(node, List.of(answered, answeredLate));
            await().atMost(BOUND).until(() -> pending() == 1);

            get(log.append(entry(answeredLate.toString())));

            await().atMost(BOUND).until(() -> pending() == 0);
        }
        assertThat(audit.entries()).isEqualTo(2);
        assertThat(audit.number("select count(*) from audit_entry where outcome = 'OK'"))
                .isEqualTo(2);
    }

    @Test
    void aCallIsWaitedForAsLongAsItMayTake() throws Exception {
        try (var node = follower("shop.audit.settle-interval = 100ms")) {
            write(node, List.of(UUID.randomUUID()));
            await().atMost(BOUND).until(() -> pending() == 1);

            await().during(Duration.ofSeconds(1)).atMost(BOUND).until(() -> audit.entries() == 0);
        }
    }

    @Test
    void aNodeWhoseClockIsADayBehindIsWaitedForAsLong() throws Exception {
        clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(-1));
        aCallIsWaitedForAsLongAsItMayTake();
    }

    @Test
    void aNodeWhoseClockIsADayAheadIsNotWaitedForLonger() throws Exception {
        clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(1));
        aCallThatHasWrittenAnEventGetsItsEntryThoughItsNodeHasEnded();
    }

    @Test
    void whatCannotBeWrittenIsWrittenLater() throws Exception {
        var call = UUID.randomUUID();
        try (var node = follower(QUICK)) {
            audit.execute("alter table audit_entry rename to audit_entry_away");
            write(node, List.of(call));
            await().atMost(BOUND).until(() -> !Audit.get(node.system()).isWritable());

            audit.execute("alter table audit_entry_away rename to audit_entry");

            await().atMost(BOUND).until(() -> audit.entries() == 1);
        }
    }

    private long pending() throws SQLException {
        return audit.number("select count(*) from audit_pending");
    }

    private TestNode follower(String settings) {
        var node = TestNode.start(audit.url(), settings);
        var cluster = Cluster.get(node.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        await().atMost(BOUND).until(() -> cluster.selfMember().status() == MemberStatus.up());
        Function<String, EventMetadata> metadata = event -> {
            var callId = event.substring("Thing|".length(), event.indexOf('#'));
            return new EventMetadata("", "user:alice", "", clock.instant())
                    .from(entry(callId).origin());
        };
        Audit.get(node.system()).follow("Thing", String.class, metadata, event -> "thing.Thing/" + event.entityId());
        return node;
    }

    private static void write(TestNode node, List<UUID> calls) throws SQLException {
        try (var writer = new RawWriter(node)) {
            for (var call : calls) {
                writer.write("Thing|" + call, 1);
            }
            writer.commit();
        }
    }
}
