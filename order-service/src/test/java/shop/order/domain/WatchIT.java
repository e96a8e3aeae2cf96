package shop.order.domain;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.order.domain.Given.ACTIVE;
import static shop.order.domain.Given.TEA_AND_CUP;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.cluster.sharding.ShardRegion;
import akka.cluster.sharding.typed.ClusterShardingQuery;
import akka.cluster.sharding.typed.GetShardRegionState;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.stream.javadsl.Sink;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.devstack.PostgresServer;
import shop.order.domain.OrderWatches.Counted;
import shop.testkit.TestNode;

/** Watches in a cluster from which the node leaves that has the orders. */
class WatchIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final UserStanding UNDETERMINED = new UserStanding.Undetermined();

    private ActorSystem<?> staying;
    private ActorSystem<?> leaving;
    private Orders orders;

    @BeforeEach
    void start() {
        var database = PostgresServer.shared().createDatabase();
        var renewal = ConfigFactory.parseString("shop.order.watch.renewal = 500ms");
        staying = TestNode.start(TestNode.config(database, renewal), "db/order");
        leaving = TestNode.join(staying, TestNode.config(database, renewal));
        orders = start(staying);
        start(leaving);
    }

    @AfterEach
    void stop() {
        TestNode.stop(leaving);
        TestNode.stop(staying);
    }

    @Test
    void watchersMissNothingWhenTheirOrdersMoveToAnotherNode() {
        var ids = IntStream.range(0, 60).mapToObj(i -> Given.orderId()).toList();
        all(ids, id -> orders.create(id, TEA_AND_CUP, UNDETERMINED, Given.request(), TIMEOUT));
        var begun = ConcurrentHashMap.<String>newKeySet();
        var watches = ids.stream()
                .map(id -> orders.watch(id)
                        .map(OrderDetails::revision)
                        .wireTap(revision -> begun.add(id))
                        .runWith(Sink.seq(), staying))
                .toList();
        await().atMost(TIMEOUT).until(() -> begun.size() == ids.size());
        assertThat(shards(leaving)).isPositive();

        all(ids.subList(0, 30), id -> orders.verified(id, ACTIVE, Given.metadata(""), TIMEOUT));
        TestNode.stop(leaving);
        all(ids.subList(30, 60), id -> orders.verified(id, ACTIVE, Given.metadata(""), TIMEOUT));
        all(ids, id -> orders.ship(id, 0, Given.request(), TIMEOUT));
        all(ids, id -> orders.deliver(id, 0, Given.request(), TIMEOUT));

        assertThat(watches).allSatisfy(watch -> assertThat(join(watch)).containsExactly(1L, 2L, 3L, 4L));
        assertThat(join(orders.watched(TIMEOUT))).isEqualTo(new Counted(0, 0));
    }

    private static int shards(ActorSystem<?> system) {
        var state = join(AskPattern.<ClusterShardingQuery, ShardRegion.CurrentShardRegionState>ask(
                ClusterSharding.get(system).shardState(),
                replyTo -> new GetShardRegionState(Order.TYPE, replyTo),
                TIMEOUT,
                system.scheduler()));
        return state.getShards().size();
    }

    private static Orders start(ActorSystem<?> system) {
        var started = new Orders(system);
        started.start();
        return started;
    }

    private static void all(List<String> ids, Function<String, CompletionStage<Reply>> request) {
        var replies = ids.stream().map(request).toList();
        assertThat(replies).allSatisfy(reply -> assertThat(join(reply)).isInstanceOf(Reply.Accepted.class));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(90, SECONDS).join();
    }
}
