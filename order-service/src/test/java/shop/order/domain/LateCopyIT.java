package shop.order.domain;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.order.domain.Given.ACTIVE;
import static shop.order.domain.Given.TEA_AND_CUP;

import akka.actor.PoisonPill;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Leave;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.devstack.PostgresServer;
import shop.platform.cluster.Outdated;
import shop.platform.entity.Binding;
import shop.platform.entity.Request;
import shop.testkit.TestNode;

/** What a caller was told stays true: a copy of a refused message that arrives later has no effect, wherever the order is then. */
class LateCopyIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final UserStanding UNDETERMINED = new UserStanding.Undetermined();

    private final String database = PostgresServer.shared().createDatabase();
    private final String id = Given.orderId();
    private final Request ship = Given.request(UUID.randomUUID().toString(), "ship");
    private ActorSystem<?> first;
    private ActorSystem<?> second;
    private Orders orders;

    @BeforeEach
    void start() {
        first = TestNode.start(TestNode.config(database), "db/order");
        orders = start(first);
        join(orders.create(id, TEA_AND_CUP, UNDETERMINED, Given.request(), TIMEOUT));
    }

    @AfterEach
    void stop() {
        if (second != null) {
            TestNode.stop(second);
        }
        TestNode.stop(first);
    }

    /** The call, its confirmation in between, and its repetition after a second wait together for the order to be recovered. */
    @Test
    void aShipmentThatWasRefusedIsNotShippedByItsRepetition() throws Exception {
        assertThat(ship(Given.request())).isInstanceOf(Rejection.WrongStatus.class);
        stopEntity(first);
        CompletionStage<Reply> shipped;
        try (var connection = DriverManager.getConnection(database);
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock event_journal in access exclusive mode");
            shipped = orders.ship(id, 0, ship, TIMEOUT);
            statement.execute("select pg_sleep(0.5)");
            orders.verified(id, ACTIVE, Given.metadata("verified"), TIMEOUT);
            statement.execute("select pg_sleep(1)");
            connection.commit();
        }

        assertThat(join(shipped)).isInstanceOf(Rejection.WrongStatus.class);
        await().during(Duration.ofSeconds(2)).atMost(TIMEOUT).until(() -> status(orders) == OrderStatus.CONFIRMED);
    }

    @Test
    void aCopyThatFindsTheOrderStartedAnewOnItsNodeIsAnsweredAsTheFirstOne() {
        var bound = ship.boundBy(new Binding("call", periodOf(first)));
        assertThat(copy(first, bound)).isInstanceOf(Rejection.WrongStatus.class);
        stopEntity(first);
        join(orders.verified(id, ACTIVE, Given.metadata("verified"), TIMEOUT));

        assertThat(copy(first, bound))
                .isEqualTo(new Rejection.WrongStatus(id, OrderStatus.PENDING, OrderStatus.SHIPPED));
        assertThat(status(orders)).isEqualTo(OrderStatus.CONFIRMED);
        assertThat(ship(Given.request())).isInstanceOf(Reply.Accepted.class);
    }

    @Test
    void aCopyThatFindsTheOrderOnAnotherNodeIsTurnedBack() {
        var bound = ship.boundBy(new Binding("call", periodOf(first)));
        assertThat(copy(first, bound)).isInstanceOf(Rejection.WrongStatus.class);

        second = TestNode.join(first, TestNode.config(database));
        var elsewhere = start(second);
        Cluster.get(second)
                .manager()
                .tell(new Leave(Cluster.get(first).selfMember().address()));
        first.getWhenTerminated().toCompletableFuture().orTimeout(60, SECONDS).join();
        join(elsewhere.verified(id, ACTIVE, Given.metadata("verified"), TIMEOUT));

        assertThat(copy(second, bound)).isInstanceOf(Outdated.class);
        assertThat(status(elsewhere)).isEqualTo(OrderStatus.CONFIRMED);
        // Whoever sends it anew is told what comes of it.
        assertThat(join(elsewhere.ship(id, 0, ship, TIMEOUT))).isInstanceOf(Reply.Accepted.class);
    }

    private static Orders start(ActorSystem<?> system) {
        var started = new Orders(system);
        started.start();
        return started;
    }

    private Reply ship(Request request) {
        return join(orders.ship(id, 0, request, TIMEOUT));
    }

    private OrderStatus status(Orders where) {
        return ((Reply.Accepted) join(where.get(id, TIMEOUT))).order().status();
    }

    private String periodOf(ActorSystem<?> system) {
        return ((Outdated) copy(system, Given.request().boundBy(new Binding("question", "")))).period();
    }

    /** One message to ship the order, as the network may bring it at any time. */
    private Object copy(ActorSystem<?> system, Request request) {
        return join(ClusterSharding.get(system)
                .entityRefFor(Order.TYPE, id)
                .<Object>ask(replyTo -> new OrderCommand.Ship(0, request, narrow(replyTo)), TIMEOUT));
    }

    private static ActorRef<Reply> narrow(ActorRef<Object> replyTo) {
        return replyTo.narrow();
    }

    /** As a crash or passivation does. */
    private void stopEntity(ActorSystem<?> system) {
        var shard =
                Math.abs(id.hashCode() % system.settings().config().getInt("akka.cluster.sharding.number-of-shards"));
        var path = "/system/sharding/Order/" + shard + "/" + id;
        var entity = system.classicSystem()
                .actorSelection(path)
                .resolveOne(TIMEOUT)
                .toCompletableFuture()
                .join();
        entity.tell(PoisonPill.getInstance(), akka.actor.ActorRef.noSender());
        await().atMost(TIMEOUT).until(entity::isTerminated);
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, SECONDS).join();
    }
}
