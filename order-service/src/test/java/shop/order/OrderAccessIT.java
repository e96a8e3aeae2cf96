package shop.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.type.Money;
import io.grpc.Status.Code;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import shop.contract.order.CancelOrderRequest;
import shop.contract.order.CreateOrderRequest;
import shop.contract.order.DeliverOrderRequest;
import shop.contract.order.ListOrdersRequest;
import shop.contract.order.Order;
import shop.contract.order.OrderLine;
import shop.contract.order.OrderStatus;
import shop.contract.order.ShipOrderRequest;
import shop.devstack.PostgresServer;
import shop.order.domain.UserStanding;
import shop.order.domain.VerifiedBy;
import shop.platform.node.Node;
import shop.testkit.Callers;
import shop.testkit.FailedCall;
import shop.testkit.TestNode;

/** A node that asks for tokens: nobody gets at another's orders, by whatever door. */
@Timeout(300)
class OrderAccessIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ALICE = UUID.randomUUID().toString();
    private static final String BOB = UUID.randomUUID().toString();
    private static final String ABSENT = UUID.randomUUID().toString();

    @TempDir
    private static Path folder;

    private static final Set<String> deactivated = ConcurrentHashMap.newKeySet();

    private static Callers callers;
    private static String database;
    private static Node node;
    private static OrderClient alice;
    private static OrderClient bob;
    private static OrderClient admin;
    private static OrderClient support;
    private static OrderClient fulfilment;
    private static OrderClient storefront;

    @BeforeAll
    static void start() {
        callers = Callers.in(folder);
        database = PostgresServer.shared().createDatabase();
        node = Node.start(
                TestNode.config(database, callers.settings()),
                "db/order",
                system -> new OrderService(
                        system,
                        (userId, call) -> CompletableFuture.completedFuture(
                                deactivated.contains(userId)
                                        ? new UserStanding.Deactivated()
                                        : new UserStanding.Active(1, VerifiedBy.USER_SERVICE))));
        alice = client(ALICE);
        bob = client(BOB);
        admin = client("staff-1", "admin");
        support = client("staff-2", "support");
        fulfilment = client("staff-3", "fulfilment");
        storefront = client("web-shop", "storefront");
        await().atMost(Duration.ofSeconds(90)).until(node::isReady);
    }

    @AfterAll
    static void stop() {
        List.of(alice, bob, admin, support, fulfilment, storefront).forEach(OrderClient::close);
        node.stop();
    }

    private static OrderClient client(String subject, String... roles) {
        return new OrderClient(node.port(), callers.as(subject, roles));
    }

    @Test
    void aStorefrontOrdersForAUserWhoReadsWatchesAndCancels() {
        var order = storefront.create(create(ALICE).build());

        assertThat(order.getUserId()).isEqualTo(ALICE);
        assertThat(alice.get(order.getId())).isEqualTo(order);
        assertThat(alice.watch(order.getId()).next()).isEqualTo(order);
        assertThat(alice.cancel(cancel(order.getId()).build()).getStatus())
                .isEqualTo(OrderStatus.ORDER_STATUS_CANCELLED);
    }

    @Test
    void aDeactivatedUserReadsTheirOrdersAndChangesNone() {
        var dora = UUID.randomUUID().toString();
        var order = storefront.create(create(dora).build());
        var former = storefront.create(create(dora).build());
        try (var self = client(dora)) {
            var request = cancel(former.getId())
                    .setRequestId(UUID.randomUUID().toString())
                    .build();
            var cancelled = self.cancel(request);
            deactivated.add(dora);

            assertThat(reason(() -> self.cancel(cancel(order.getId()).build()))).isEqualTo("USER_DEACTIVATED");
            assertThat(self.cancel(request)).isEqualTo(cancelled);
            assertThat(self.get(order.getId())).isEqualTo(order);
            assertThat(self.watch(order.getId()).next()).isEqualTo(order);
            assertThat(support.cancel(cancel(order.getId()).build()).getStatus())
                    .isEqualTo(OrderStatus.ORDER_STATUS_CANCELLED);
        }
    }

    @Test
    void anothersOrderLooksExactlyLikeNone() {
        var order = storefront.create(create(ALICE).build()).getId();

        for (var attempt : List.<Function<String, Object>>of(
                bob::get,
                id -> bob.watch(id).next(),
                id -> bob.cancel(cancel(id).build()),
                id -> bob.cancel(cancel(id).setRevision(77).build()))) {
            assertThat(told(() -> attempt.apply(order)).replace(order, "ID"))
                    .isEqualTo(told(() -> attempt.apply(ABSENT)).replace(ABSENT, "ID"))
                    .contains("ORDER_NOT_FOUND");
        }
        assertThat(alice.get(order).getRevision()).isEqualTo(1);
        assertThat(alice.get(order).getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_CONFIRMED);
    }

    @Test
    void whatBecameOfAnothersOrderCannotBeProbed() {
        var order = storefront.create(create(ALICE).build()).getId();
        fulfilment.ship(ShipOrderRequest.newBuilder().setId(order).build());
        fulfilment.deliver(DeliverOrderRequest.newBuilder().setId(order).build());

        assertThat(reason(() -> alice.cancel(cancel(order).build()))).isEqualTo("ORDER_STATUS");
        assertThat(reason(() -> bob.cancel(cancel(order).build()))).isEqualTo("ORDER_NOT_FOUND");
        assertThat(reason(() -> bob.watch(order).next())).isEqualTo("ORDER_NOT_FOUND");
    }

    @Test
    void aRepeatedRequestIsAnsweredToItsOwnerOnly() {
        var order = storefront.create(create(ALICE).build()).getId();
        var request = cancel(order).setRequestId(UUID.randomUUID().toString()).build();
        var cancelled = alice.cancel(request);

        assertThat(alice.cancel(request)).isEqualTo(cancelled);
        assertThat(reason(() -> bob.cancel(request))).isEqualTo("ORDER_NOT_FOUND");
    }

    @Test
    void noUserSetsAPriceNeitherTheirOwnNorAnothers() {
        for (var attempt : List.of(
                create(""),
                create(ALICE),
                create(BOB),
                create(ABSENT),
                create(ALICE).clearLines())) {
            for (var user : List.of(alice, bob, support, fulfilment)) {
                var refusal = FailedCall.of(() -> user.create(attempt.build()));
                assertThat(refusal.code()).isEqualTo(Code.PERMISSION_DENIED);
                assertThat(refusal.reason()).isEqualTo("PRICE_NOT_YOURS");
            }
        }
        assertThat(admin.create(create(ALICE).build()).getUserId()).isEqualTo(ALICE);
    }

    @Test
    void aStorefrontMayGiveSomethingAwayAndMustSayToWhom() {
        var free = create(ALICE);
        free.getLinesBuilder(0).getUnitPriceBuilder().setUnits(0);

        assertThat(storefront.create(free.build()).getTotal().getUnits()).isZero();
        assertThat(code(() -> storefront.create(create("").build()))).isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void aStorefrontDoesNothingElse() {
        var order = storefront.create(create(ALICE).build()).getId();

        assertThat(code(() -> storefront.get(order))).isEqualTo(Code.NOT_FOUND);
        assertThat(code(() -> storefront.cancel(cancel(order).build()))).isEqualTo(Code.NOT_FOUND);
        assertThat(code(() -> storefront.ship(
                        ShipOrderRequest.newBuilder().setId(order).build())))
                .isEqualTo(Code.PERMISSION_DENIED);
    }

    @Test
    void aRepeatedCreationIsAnsweredForTheSameUserOnly() {
        var request = create(ALICE).setRequestId(UUID.randomUUID().toString());
        var order = storefront.create(request.build());

        assertThat(storefront.create(request.build())).isEqualTo(order);
        assertThat(reason(() -> storefront.create(request.setUserId(BOB).build())))
                .isEqualTo("REQUEST_ID_REUSED");
    }

    @Test
    void aListHoldsOnesOwnOrdersOnly() {
        var user = UUID.randomUUID().toString();
        try (var carol = client(user)) {
            var own = List.of(
                    storefront.create(create(user).build()).getId(),
                    storefront.create(create(user).build()).getId());
            storefront.create(create(ALICE).build());
            var page = ListOrdersRequest.newBuilder().setPageSize(1);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(carol.list(ListOrdersRequest.getDefaultInstance())
                                    .getOrdersList())
                            .extracting(Order::getId)
                            .containsExactlyInAnyOrderElementsOf(own));
            var listed = new ArrayList<String>();
            var token = "";
            do {
                var answer = carol.list(page.setPageToken(token).build());
                answer.getOrdersList().forEach(order -> listed.add(order.getId()));
                token = answer.getNextPageToken();
            } while (!token.isEmpty());
            assertThat(listed).containsExactlyInAnyOrderElementsOf(own);

            var stolen = carol.list(page.setPageToken("").build()).getNextPageToken();
            assertThat(code(() -> bob.list(page.setPageToken(stolen).build()))).isEqualTo(Code.INVALID_ARGUMENT);
            assertThat(code(() -> bob.list(
                            ListOrdersRequest.newBuilder().setUserId(user).build())))
                    .isEqualTo(Code.NOT_FOUND);
            assertThat(support.list(ListOrdersRequest.newBuilder()
                                    .setUserId(user)
                                    .build())
                            .getOrdersList())
                    .hasSize(2);
        }
    }

    @Test
    void staffDoWhatTheirRoleSays() {
        var order = storefront.create(create(ALICE).build()).getId();

        assertThat(support.get(order).getId()).isEqualTo(order);
        assertThat(code(() ->
                        support.ship(ShipOrderRequest.newBuilder().setId(order).build())))
                .isEqualTo(Code.PERMISSION_DENIED);
        assertThat(code(() -> fulfilment.cancel(cancel(order).build()))).isEqualTo(Code.NOT_FOUND);
        assertThat(support.cancel(cancel(order).build()).getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_CANCELLED);
    }

    @Test
    void whoeverSaysNothingGetsNothing() {
        try (var anonymous = new OrderClient(node.port())) {
            assertThat(code(() -> anonymous.list(ListOrdersRequest.getDefaultInstance())))
                    .isEqualTo(Code.UNAUTHENTICATED);
        }
    }

    @Test
    void eachEventSaysWhoCausedIt() throws Exception {
        var order = storefront.create(create(ALICE).build()).getId();
        support.cancel(cancel(order).build());

        var events = new ArrayList<String>();
        try (var connection = DriverManager.getConnection(database);
                var select = connection.prepareStatement(
                        "select event_payload from event_journal where persistence_id = ? order by sequence_number")) {
            select.setString(1, "Order|" + order);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    events.add(new String(rows.getBytes(1), StandardCharsets.ISO_8859_1));
                }
            }
        }
        assertThat(events).hasSize(2);
        assertThat(events.get(0)).contains("user:web-shop");
        assertThat(events.get(1)).contains("user:staff-2");
    }

    private static CreateOrderRequest.Builder create(String userId) {
        return CreateOrderRequest.newBuilder()
                .setUserId(userId)
                .addLines(OrderLine.newBuilder()
                        .setProductId("tea")
                        .setQuantity(1)
                        .setUnitPrice(Money.newBuilder().setCurrencyCode("EUR").setUnits(5)));
    }

    private static CancelOrderRequest.Builder cancel(String id) {
        return CancelOrderRequest.newBuilder().setId(id);
    }

    private static Code code(Callable<?> call) {
        return FailedCall.of(call).code();
    }

    private static String reason(Callable<?> call) {
        return FailedCall.of(call).reason();
    }

    /** Everything that a caller learns, but for the id of its call. */
    private static String told(Callable<?> call) {
        return FailedCall.of(call).told();
    }
}
