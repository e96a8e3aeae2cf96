package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.platform.cluster.TestNode.BOUND;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.platform.fencing.Fence;

/** Two real clusters in one JVM and one real PostgreSQL. */
class JournalOwnershipIT {
    private static final String PATIENT =
            "shop.cluster.ownership { interval = 100ms, grace = 4s, timeout = 10 minutes }";
    private static final String IMPATIENT = "shop.cluster.ownership { interval = 100ms, grace = 4s, timeout = 2s }";

    private record Owner(TestNode node, Sessions sessions, CompletionStage<Done> owned) {
        boolean owns() {
            return owned.toCompletableFuture().isDone()
                    && !owned.toCompletableFuture().isCompletedExceptionally();
        }

        boolean endedBecauseOwnedElsewhere() {
            return node.isTerminated() && reason() instanceof JournalOwnership.OwnedElsewhere;
        }

        private CoordinatedShutdown.Reason reason() {
            return CoordinatedShutdown.get(node.system()).getShutdownReason().orElse(null);
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
    void everyNodeOfTheFirstClusterOwnsTheJournal() {
        var nodes = cluster(3, PATIENT);

        nodes.forEach(this::awaitOwns);
    }

    @Test
    void aSecondClusterEndsItselfAndTheFirstGoesOn() {
        var first = cluster(1, PATIENT).get(0);
        awaitOwns(first);

        var second = cluster(1, IMPATIENT).get(0);

        await().atMost(BOUND).until(second::endedBecauseOwnedElsewhere);
        assertThat(second.owns()).isFalse();
        assertThat(first.node().isTerminated()).isFalse();
    }

    @Test
    void aRollingRestartLeavesNoGapForAnother() {
        var nodes = new ArrayList<>(cluster(2, PATIENT));
        nodes.forEach(this::awaitOwns);
        var stranger = cluster(1, PATIENT).get(0);

        for (int i = 0; i < 2; i++) {
            var oldest = nodes.remove(0);
            var replacement = node(PATIENT);
            replacement.node().join(nodes.get(0).node());
            awaitOwns(replacement);
            nodes.add(replacement);
            oldest.node().close();
        }

        assertThat(stranger.owns()).isFalse();
        nodes.forEach(owner -> assertThat(owner.node().isTerminated()).isFalse());
    }

    @Test
    void aWaitingClusterTakesOverWhenTheLastOwnerHasLeft() {
        var owners = cluster(2, PATIENT);
        owners.forEach(this::awaitOwns);
        var next = cluster(1, PATIENT).get(0);

        owners.get(0).node().close();
        assertThat(next.owns()).isFalse();
        owners.get(1).node().close();

        awaitOwns(next);
    }

    @Test
    void aBrokenSessionIsReplacedAndNobodyGetsInMeanwhile() throws Exception {
        var owner = cluster(1, PATIENT).get(0);
        awaitOwns(owner);
        // A cluster whose very first claim finds the journal free may have it; this one has seen that it is not.
        var stranger = LoggingTestKit.warn("The journal is owned by another cluster")
                .expect(owner.node().system(), () -> cluster(1, IMPATIENT).get(0));

        for (int i = 0; i < 5; i++) {
            owner.sessions().terminate();
            await().atMost(BOUND).until(() -> owner.sessions().opened() > 0);
        }

        await().atMost(BOUND).until(stranger::endedBecauseOwnedElsewhere);
        assertThat(stranger.owns()).isFalse();
        assertThat(owner.node().isTerminated()).isFalse();
    }

    @Test
    void anOwnerWithoutADatabaseStaysUntilItSeesAnotherInItsPlace() throws Exception {
        var owner = cluster(1, PATIENT).get(0);
        awaitOwns(owner);

        owner.sessions().reachable(false);
        owner.sessions().terminate();
        await().atMost(BOUND).until(() -> owner.sessions().refused() > 20);
        assertThat(owner.node().isTerminated()).isFalse();

        var another = cluster(1, PATIENT).get(0);
        awaitOwns(another);
        owner.sessions().reachable(true);

        await().atMost(BOUND).until(owner.node()::isTerminated);
        assertThat(owner.reason()).isInstanceOf(Fence.Overtaken.class);
        assertThat(another.node().isTerminated()).isFalse();
    }

    @Test
    void ofTwoClustersThatStartTogetherOneOwns() {
        var one = node(IMPATIENT);
        var other = node(IMPATIENT);
        one.node().join(one.node());
        other.node().join(other.node());

        await().atMost(BOUND).until(() -> one.endedBecauseOwnedElsewhere() || other.endedBecauseOwnedElsewhere());
        assertThat(one.owns()).isNotEqualTo(other.owns());
    }

    @Test
    void aNodeThatIsNoMemberClaimsNothing() {
        var lonely = node(PATIENT);
        var member = cluster(1, PATIENT).get(0);

        awaitOwns(member);
        assertThat(lonely.sessions().opened()).isZero();
    }

    private List<Owner> cluster(int size, String settings) {
        var owners = new ArrayList<Owner>();
        for (int i = 0; i < size; i++) {
            var owner = node(settings);
            owner.node().join(i == 0 ? owner.node() : owners.get(0).node()).awaitUp();
            owners.add(owner);
        }
        return owners;
    }

    private Owner node(String settings) {
        var node = TestNode.start(settings);
        started.add(node);
        var sessions = new Sessions(url);
        return new Owner(
                node, sessions, JournalOwnership.start(node.system(), sessions).whenOwned());
    }

    private void awaitOwns(Owner owner) {
        await().atMost(BOUND).until(owner::owns);
    }
}
