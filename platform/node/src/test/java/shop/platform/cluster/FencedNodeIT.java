package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.platform.cluster.TestNode.BOUND;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.coordination.lease.javadsl.Lease;
import akka.coordination.lease.javadsl.LeaseProvider;
import akka.pattern.Patterns;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.platform.fencing.Fence;
import shop.platform.fencing.WriterTable;
import shop.platform.leases.ShardLeases;

/** Nodes of one cluster, in one JVM and on one real PostgreSQL, that are overtaken, cut off and replaced. */
class FencedNodeIT {
    /** {@code shop.cluster.fencing.read-bound}. */
    private static final Duration READ_BOUND = Duration.ofSeconds(2);

    private static final long STRANGER = 4711;
    private static final EntityTypeKey<Question> TYPE = EntityTypeKey.create(Question.class, "Thing");

    /** Asks an entity which node it is on. */
    record Question(ActorRef<Long> replyTo) implements CborSerializable {}

    private record Member(TestNode node, Sessions sessions, Entities entities) {
        long id() {
            return Fence.get(node.system()).node();
        }

        CompletableFuture<Long> ask(String entity, Duration timeout) {
            return entities.ask(TYPE, entity, Question::new, timeout).toCompletableFuture();
        }

        boolean answers(String entity) {
            try {
                return ask(entity, Duration.ofMillis(100)).join() == id();
            } catch (CompletionException e) {
                return false;
            }
        }

        Lease lease(String shard) {
            return LeaseProvider.get(node.system().classicSystem())
                    .getLease(shard, "shop.cluster.shard-lease", String.valueOf(id()));
        }
    }

    private final String url = shop.platform.journal.TestNode.newDatabase();
    private final List<TestNode> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(TestNode::leave);
        started.forEach(TestNode::close);
    }

    @Test
    void anOvertakenNodeAnswersNothingBeyondTheBoundAndEnds() throws Exception {
        var member = first();
        assertThat(member.ask("a", BOUND).join()).isEqualTo(member.id());
        // It does not hear of it by asking: it is the bound that keeps it silent.
        member.sessions().reachable(false);
        member.sessions().terminate();
        revoke(member);
        var revoked = System.nanoTime();

        var lastAnswer = revoked;
        while (System.nanoTime() - revoked < READ_BOUND.multipliedBy(2).toNanos()) {
            var asked = System.nanoTime();
            if (member.answers("a")) {
                lastAnswer = asked;
            }
        }
        assertThat(Duration.ofNanos(lastAnswer - revoked)).isLessThan(READ_BOUND);

        member.sessions().reachable(true);
        await().atMost(BOUND).until(member.node()::isTerminated);
        assertThat(CoordinatedShutdown.get(member.node().system()).getShutdownReason())
                .containsInstanceOf(Fence.Overtaken.class);
    }

    @Test
    void aNodeThatCannotAskAnswersNothingUntilItCan() throws Exception {
        var member = first();
        assertThat(member.ask("a", BOUND).join()).isEqualTo(member.id());

        member.sessions().reachable(false);
        member.sessions().terminate();
        await().atMost(BOUND).until(() -> !Fence.get(member.node().system()).isCurrent());
        assertThat(member.answers("a")).isFalse();
        member.sessions().reachable(true);

        assertThat(member.ask("a", BOUND).join()).isEqualTo(member.id());
        assertThat(Fence.get(member.node().system()).hasEnded()).isFalse();
    }

    @Test
    void aCommandThatComesTooLateForTheLastAnswerWaitsForTheNext() throws Exception {
        var member = first("shop.cluster.ownership.interval = 6s");
        await().atMost(BOUND).until(() -> !Fence.get(member.node().system()).isCurrent());

        assertThat(member.ask("a", Duration.ofMillis(900)).join()).isEqualTo(member.id());
    }

    @Test
    void whatANodeGaveUpInOrderIsTakenWithoutAWait() throws Exception {
        var one = first();
        var other = joining(one);
        var entities = List.of("a", "b", "c", "d", "e", "f", "g", "h");
        for (var entity : entities) {
            other.ask(entity, BOUND).join();
        }
        await().atMost(BOUND).until(() -> shards(other) > 0);

        other.node().close();
        var gone = System.nanoTime();
        for (var entity : entities) {
            assertThat(one.ask(entity, BOUND).join()).isEqualTo(one.id());
        }

        assertThat(Duration.ofNanos(System.nanoTime() - gone)).isLessThan(READ_BOUND);
        assertThat(writers()).containsExactly(one.id());
        assertThat(shards(other)).isZero();
    }

    /** Akka tells the subscribers of a node that stops that every member is removed. */
    @Test
    void aNodeThatStopsTakesTheRightToWriteFromNobodyElse() throws Exception {
        var one = first();
        var other = joining(one);
        CoordinatedShutdown.get(other.node().system())
                .addTask(
                        CoordinatedShutdown.PhaseClusterShutdown(),
                        "leave time for what the events cause",
                        () -> Patterns.after(
                                Duration.ofMillis(900),
                                other.node().system().classicSystem(),
                                () -> CompletableFuture.completedStage(Done.getInstance())));

        other.node().close();

        assertThat(writers()).containsExactly(one.id());
        assertThat(one.ask("a", BOUND).join()).isEqualTo(one.id());
    }

    @Test
    void aShardStaysWithAMemberUntilItIsGivenUp() throws Exception {
        var one = first();
        var other = joining(one);
        assertThat(get(other.lease("some-shard").acquire())).isTrue();

        var acquired = one.lease("some-shard").acquire().toCompletableFuture();
        await().during(Duration.ofSeconds(1)).atMost(BOUND).until(() -> !acquired.isDone());
        var released = System.nanoTime();
        assertThat(get(other.lease("some-shard").release())).isTrue();

        assertThat(get(acquired)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - released)).isLessThan(Duration.ofMillis(500));
        assertThat(writers()).containsOnly(one.id(), other.id());
    }

    @Test
    void aShardThatComesBackAtOnceIsNotGivenUpAfterwards() throws Exception {
        var member = first();
        var lease = member.lease("some-shard");
        assertThat(get(lease.acquire())).isTrue();

        var released = lease.release();
        assertThat(get(lease.acquire())).isTrue();
        get(released);

        assertThat(shards(member)).isOne();
        assertThat(lease.checkLease()).isTrue();
    }

    @Test
    void aShardOfANodeThatIsGoneIsTakenAfterItsRevocationAndTheBound() throws Exception {
        var member = first();
        execute("insert into journal_writer values (" + STRANGER + ", 0, 1)");
        execute("insert into journal_shard values ('some-shard', " + STRANGER + ")");
        var begin = System.nanoTime();

        var acquired = member.lease("some-shard").acquire().toCompletableFuture();
        await().atMost(BOUND).until(() -> writers().equals(Set.of(member.id())));
        assertThat(acquired).isNotDone();
        assertThat(get(acquired)).isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(READ_BOUND, READ_BOUND.plus(BOUND.dividedBy(10)));
    }

    @Test
    void whoIsDownedIsRevokedAtOnceWhetherOrNotItHears() throws Exception {
        var one = first();
        var other = joining(one);
        one.node().cluster().down(other.node().cluster().selfAddress());

        await().atMost(BOUND).until(() -> writers().equals(Set.of(one.id())));
        await().atMost(BOUND).until(other.node()::isTerminated);
    }

    @Test
    void aNodeThatWasRevokedRevokesNobody() throws Exception {
        var one = first();
        try (var connection = DriverManager.getConnection(url)) {
            assertThat(WriterTable.revoke(connection, STRANGER, Set.of(one.id())))
                    .isFalse();
        }
        assertThat(writers()).containsExactly(one.id());
    }

    @Test
    void rowsOfFormerLivesGoWhenANodeStarts() throws Exception {
        execute("insert into journal_writer values (" + STRANGER + ", 0, 1), (" + STRANGER + ", 1, 7)");

        var member = first();

        assertThat(writers()).containsExactly(member.id());
    }

    private Member first() {
        return first("");
    }

    private Member first(String settings) {
        var node = start(settings);
        return own(node.join(node));
    }

    private Member joining(Member member) {
        return own(start("").join(member.node()));
    }

    /** @param settings win */
    private TestNode start(String settings) {
        var node = TestNode.start("""
                shop.database.url = "%s"
                shop.cluster.ownership.interval = 200ms
                akka.cluster.sharding.use-lease = "shop.cluster.shard-lease"
                """.formatted(url) + settings);
        started.add(node);
        return node;
    }

    private Member own(TestNode node) {
        node.awaitUp();
        var sessions = new Sessions(url);
        ShardLeases.get(node.system());
        var owned = JournalOwnership.start(node.system(), sessions).whenOwned().toCompletableFuture();
        await().atMost(BOUND).until(owned::isDone);
        var self = Fence.get(node.system()).node();
        var entities = new Entities(node.system());
        entities.start(
                TYPE,
                Question.class,
                (id, again) -> Behaviors.receive(Question.class)
                        .onMessage(Question.class, question -> {
                            question.replyTo().tell(self);
                            return Behaviors.same();
                        })
                        .build());
        return new Member(node, sessions, entities);
    }

    private void revoke(Member member) throws SQLException {
        try (var connection = DriverManager.getConnection(url)) {
            WriterTable.register(connection, STRANGER, 1);
            assertThat(WriterTable.revoke(connection, STRANGER, Set.of(member.id())))
                    .isTrue();
        }
    }

    private Set<Long> writers() throws SQLException {
        try (var connection = DriverManager.getConnection(url)) {
            return WriterTable.nodes(connection);
        }
    }

    private int shards(Member holder) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.prepareStatement("select count(*) from journal_shard where node = ?")) {
            statement.setLong(1, holder.id());
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(BOUND.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
