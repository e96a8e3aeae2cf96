package shop.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import akka.serialization.SerializationExtension;
import com.google.rpc.BadRequest;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.ResourceInfo;
import com.google.type.Money;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import shop.contract.order.CancelOrderRequest;
import shop.contract.order.CreateOrderRequest;
import shop.contract.order.DeliverOrderRequest;
import shop.contract.order.ListOrdersRequest;
import shop.contract.order.Order;
import shop.contract.order.OrderEndReason;
import shop.contract.order.OrderLine;
import shop.contract.order.OrderStatus;
import shop.contract.order.ShipOrderRequest;
import shop.contract.order.Verification;
import shop.devstack.PostgresServer;
import shop.order.domain.UserStanding;
import shop.order.domain.VerifiedBy;
import shop.platform.grpc.client.OutgoingCall;
import shop.platform.history.EventsCommand;
import shop.platform.journal.DatabaseSettings;
import shop.platform.node.Node;
import shop.testkit.FailedCall;
import shop.testkit.TestNode;

/** The whole service on one node: every RPC and every error of the contract. */
@Timeout(300)
class OrderServiceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final UserStanding ACTIVE = new UserStanding.Active(3, VerifiedBy.USER_SERVICE);
    private static final AtomicInteger ASKED = new AtomicInteger();

    private static Node node;
    private static ActorSystem<?> system;
    private static OrderClient client;
    private static volatile UserStanding standing;

    @BeforeAll
    static void start() {
        var config = TestNode.config(PostgresServer.shared().createDatabase());
        node = Node.start(config, "db/order", started -> {
            system = started;
            return new OrderService(started, OrderServiceIT::standing);
        });
        client = new OrderClient(node.port());
        await().atMost(Duration.ofSeconds(90)).until(node::isReady);
    }

    @AfterAll
    static void stop() {
        client.close();
        node.stop();
    }

    @BeforeEach
    void everyUserIsActive() {
        standing = ACTIVE;
    }

    @Test
    void anOrderIsCreatedReadShippedAndDelivered() {
        var created = client.create(create().build());

        assertThat(created.getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_CONFIRMED);
        assertThat(created.getVerification()).isEqualTo(Verification.VERIFICATION_USER_SERVICE);
        assertThat(created.getRevision()).isEqualTo(1);
        assertThat(created.getCreateTime()).isEqualTo(created.getUpdateTime());
        assertThat(created.getLines(0).getAmount()).isEqualTo(euro(14, 970_000_000));
        assertThat(created.getTotal()).isEqualTo(euro(27, 470_000_000));
        assertThat(client.get(created.getId())).isEqualTo(created);

        var shipped = client.ship(ShipOrderRequest.newBuilder()
                .setId(created.getId())
                .setRevision(1)
                .build());
        var delivered = client.deliver(DeliverOrderRequest.newBuilder()
                .setId(created.getId())
                .setRevision(2)
                .build());

        assertThat(shipped.getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_SHIPPED);
        assertThat(delivered.getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_DELIVERED);
        assertThat(delivered.getRevision()).isEqualTo(3);
        assertThat(client.get(created.getId())).isEqualTo(delivered);
    }

    @Test
    void itsEventsAreShownWithTheStateThatEachLeft() throws Exception {
        var created = client.create(create().build());
        var shipped = client.ship(ShipOrderRequest.newBuilder()
                .setId(created.getId())
                .setRevision(1)
                .build());
        var seen = new ByteArrayOutputStream();
        try (var connection = DatabaseSettings.from(system.settings().config()).connect()) {
            var code = EventsCommand.run(
                    List.of("order", created.getId(), "--json"),
                    connection,
                    SerializationExtension.get(system.classicSystem()),
                    new PrintStream(seen, true, StandardCharsets.UTF_8),
                    System.err);
            assertThat(code).isZero();
        }

        var lines = seen.toString(StandardCharsets.UTF_8).lines().toList();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .contains("\"type\":\"Created\"", "\"status\":\"CONFIRMED\"", created.getUserId(), "CreateOrder");
        assertThat(lines.get(1))
                .contains("\"type\":\"Shipped\"", "\"status\":\"SHIPPED\"", "\"revision\":" + shipped.getRevision());
    }

    @Test
    void anOrderIsCancelledOnRequest() {
        var created = client.create(create().build());

        var cancelled = client.cancel(
                CancelOrderRequest.newBuilder().setId(created.getId()).build());

        assertThat(cancelled.getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_CANCELLED);
        assertThat(cancelled.getEndReason()).isEqualTo(OrderEndReason.ORDER_END_REASON_REQUESTED);
    }

    @Test
    void theReplicaMayVouchForAUser() {
        standing = new UserStanding.Active(3, VerifiedBy.REPLICA);

        var created = client.create(create().build());

        assertThat(created.getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_CONFIRMED);
        assertThat(created.getVerification()).isEqualTo(Verification.VERIFICATION_REPLICA);
    }

    @Test
    void anOrderIsPendingWhenNobodyCanTellWhetherItsUserMayOrder() {
        standing = new UserStanding.Undetermined();

        var created = client.create(create().build());

        assertThat(created.getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_PENDING);
        assertThat(created.getVerification()).isEqualTo(Verification.VERIFICATION_UNSPECIFIED);
    }

    @Test
    void noOrderIsCreatedForAUserWhoMayNotOrder() {
        var request = create().setRequestId(UUID.randomUUID().toString())
                .setUserId(UUID.randomUUID().toString());
        standing = new UserStanding.NotFound();
        var notFound = FailedCall.of(() -> client.create(request.build()));
        standing = new UserStanding.Deactivated();
        var deactivated = FailedCall.of(() -> client.create(request.build()));

        assertThat(notFound.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(notFound.reason()).isEqualTo("USER_NOT_FOUND");
        assertThat(notFound.detail(PreconditionFailure.class).getViolations(0).getSubject())
                .isEqualTo(request.getUserId());
        assertThat(deactivated.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(deactivated.reason()).isEqualTo("USER_DEACTIVATED");
        assertThat(deactivated.detail(ResourceInfo.class).getResourceType()).isEqualTo("user.User");
        standing = ACTIVE;
        assertThat(client.create(request.build()).getRevision()).isEqualTo(1);
    }

    @Test
    void aRepeatedRequestIsAnsweredAsTheFirstTimeWithoutAskingForTheUser() {
        var request = create().setRequestId(UUID.randomUUID().toString()).build();
        var created = client.create(request);
        var ship = ShipOrderRequest.newBuilder()
                .setId(created.getId())
                .setRequestId(UUID.randomUUID().toString())
                .build();
        var shipped = client.ship(ship);
        client.deliver(DeliverOrderRequest.newBuilder().setId(created.getId()).build());
        standing = new UserStanding.Deactivated();
        var asked = ASKED.get();

        assertThat(client.create(request)).isEqualTo(created);
        assertThat(client.ship(ship)).isEqualTo(shipped);
        assertThat(ASKED).hasValue(asked);
        assertThat(client.get(created.getId()).getRevision()).isEqualTo(3);
    }

    @Test
    void amountsInARequestAreIgnoredAltogether() {
        var request = create().setRequestId(UUID.randomUUID().toString());
        var created = client.create(request.build());
        request.getLinesBuilder(0).setAmount(euro(1, 0));

        assertThat(client.create(request.build())).isEqualTo(created);
    }

    @Test
    void aRequestIdWithOtherContentAlreadyExists() {
        var request = create().setRequestId(UUID.randomUUID().toString());
        client.create(request.build());
        request.getLinesBuilder(0).setQuantity(4);

        var failure = FailedCall.of(() -> client.create(request.build()));

        assertThat(failure.code()).isEqualTo(Status.Code.ALREADY_EXISTS);
        assertThat(failure.reason()).isEqualTo("REQUEST_ID_REUSED");
    }

    @Test
    void aTransitionThatIsNotDrawnIsRefused() {
        var order = client.create(create().build());

        var failure = FailedCall.of(() -> client.deliver(
                DeliverOrderRequest.newBuilder().setId(order.getId()).build()));

        assertThat(failure.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(failure.reason()).isEqualTo("ORDER_STATUS");
        assertThat(failure.info().getMetadataOrThrow("current_status")).isEqualTo("CONFIRMED");
        assertThat(failure.detail(PreconditionFailure.class).getViolations(0).getType())
                .isEqualTo("ORDER_STATUS");
        assertThat(client.get(order.getId())).isEqualTo(order);
    }

    @Test
    void aChangeOfAnOldRevisionIsAborted() {
        var order = client.create(create().build());
        client.ship(ShipOrderRequest.newBuilder().setId(order.getId()).build());

        var failure = FailedCall.of(() -> client.deliver(DeliverOrderRequest.newBuilder()
                .setId(order.getId())
                .setRevision(1)
                .build()));

        assertThat(failure.code()).isEqualTo(Status.Code.ABORTED);
        assertThat(failure.reason()).isEqualTo("STALE_REVISION");
        assertThat(failure.info().getMetadataOrThrow("current_revision")).isEqualTo("2");
    }

    @Test
    void anOrderThatIsNotThereIsNotFound() {
        for (var id : List.of(UUID.randomUUID().toString(), "nothing")) {
            for (var failure : List.of(
                    FailedCall.of(() -> client.get(id)),
                    FailedCall.of(() -> client.watch(id).next()),
                    FailedCall.of(() -> client.cancel(
                            CancelOrderRequest.newBuilder().setId(id).build())))) {
                assertThat(failure.code()).isEqualTo(Status.Code.NOT_FOUND);
                assertThat(failure.reason()).isEqualTo("ORDER_NOT_FOUND");
                assertThat(failure.detail(ResourceInfo.class).getResourceName()).isEqualTo(id);
            }
        }
    }

    @Test
    void everyWrongFieldIsNamedAtOnce() {
        var failure = FailedCall.of(() -> client.create(CreateOrderRequest.newBuilder()
                .addLines(line("tea", 0, euro(1, -5)))
                .setRequestId("once")
                .build()));

        assertThat(failure.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(failure.detail(BadRequest.class).getFieldViolationsList())
                .extracting(BadRequest.FieldViolation::getField)
                .containsExactly("user_id", "lines[0].quantity", "lines[0].unit_price.nanos", "request_id");
    }

    @Test
    void ordersAreListedByPageUserAndStatus() {
        var userId = UUID.randomUUID().toString();
        var orders = new ArrayList<Order>();
        for (var i = 0; i < 7; i++) {
            orders.add(0, client.create(create().setUserId(userId).build()));
        }
        orders.set(
                3,
                client.cancel(CancelOrderRequest.newBuilder()
                        .setId(orders.get(3).getId())
                        .build()));
        var all = ListOrdersRequest.newBuilder().setUserId(userId).setPageSize(3);
        var cancelled =
                all.clone().setStatus(OrderStatus.ORDER_STATUS_CANCELLED).build();
        // Each order comes by a partition of its own.
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(client.list(cancelled).getOrdersList()).containsExactly(orders.get(3));
            assertThat(client.list(all.clone().setPageSize(100).build()).getOrdersCount())
                    .isEqualTo(orders.size());
        });

        var listed = new ArrayList<Order>();
        var sizes = new ArrayList<Integer>();
        var token = "";
        do {
            var page = client.list(all.setPageToken(token).build());
            listed.addAll(page.getOrdersList());
            sizes.add(page.getOrdersCount());
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(sizes).containsExactly(3, 3, 1);
        assertThat(listed).isEqualTo(orders);
        assertThat(client.list(ListOrdersRequest.newBuilder()
                                .setStatus(OrderStatus.ORDER_STATUS_CANCELLED)
                                .setPageSize(1000)
                                .build())
                        .getOrdersList())
                .contains(orders.get(3))
                .extracting(Order::getStatus)
                .containsOnly(OrderStatus.ORDER_STATUS_CANCELLED);
    }

    @Test
    void aPageTokenServesOnlyTheListThatItIsOf() {
        var userId = UUID.randomUUID().toString();
        client.create(create().setUserId(userId).build());
        client.create(create().setUserId(userId).build());
        var list = ListOrdersRequest.newBuilder().setUserId(userId).setPageSize(1);
        await().atMost(PATIENCE)
                .until(() -> !client.list(list.build()).getNextPageToken().isEmpty());
        var token = client.list(list.build()).getNextPageToken();

        var failure = FailedCall.of(() ->
                client.list(ListOrdersRequest.newBuilder().setPageToken(token).build()));

        assertThat(failure.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(failure.detail(BadRequest.class).getFieldViolationsList())
                .extracting(BadRequest.FieldViolation::getField)
                .containsExactly("page_token");
    }

    @Test
    void aListThatIsAskedForWronglySaysWhatIsWrong() {
        var failure = FailedCall.of(() -> client.list(ListOrdersRequest.newBuilder()
                .setPageSize(1001)
                .setPageToken("?")
                .setStatusValue(9)
                .setUserId("\u0007")
                .build()));

        assertThat(failure.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(failure.detail(BadRequest.class).getFieldViolationsList())
                .extracting(BadRequest.FieldViolation::getField)
                .containsExactlyInAnyOrder("page_size", "page_token", "status", "user_id");
    }

    @Test
    void aWatchTellsTheOrderNowAndEveryChangeAndCompletesWithTheLast() {
        var created = client.create(create().build());
        var watch = client.watch(created.getId());
        assertThat(watch.next()).isEqualTo(created);

        var shipped =
                client.ship(ShipOrderRequest.newBuilder().setId(created.getId()).build());
        assertThat(watch.next()).isEqualTo(shipped);
        var delivered = client.deliver(
                DeliverOrderRequest.newBuilder().setId(created.getId()).build());

        assertThat(watch.next()).isEqualTo(delivered);
        assertThat(watch.hasNext()).isFalse();
        var over = client.watch(created.getId());
        assertThat(over.next()).isEqualTo(delivered);
        assertThat(over.hasNext()).isFalse();
    }

    @Test
    void aWatchIsServedAsJsonLineByLine() throws IOException, InterruptedException {
        var created = client.create(create().build());
        client.cancel(CancelOrderRequest.newBuilder().setId(created.getId()).build());
        var uri = URI.create("http://127.0.0.1:" + node.port() + "/v1/orders/" + created.getId() + ":watch");

        var response =
                HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofLines());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/x-ndjson"));
        assertThat(response.body())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("\"status\":\"ORDER_STATUS_CANCELLED\"", "\"id\":\"" + created.getId() + "\""));
    }

    private static CompletionStage<UserStanding> standing(String userId, OutgoingCall call) {
        ASKED.incrementAndGet();
        return CompletableFuture.completedFuture(standing);
    }

    private static CreateOrderRequest.Builder create() {
        return CreateOrderRequest.newBuilder()
                .setUserId(UUID.randomUUID().toString())
                .addLines(line("tea", 3, euro(4, 990_000_000)))
                .addLines(line("cup", 1, euro(12, 500_000_000)));
    }

    private static OrderLine line(String productId, int quantity, Money unitPrice) {
        return OrderLine.newBuilder()
                .setProductId(productId)
                .setQuantity(quantity)
                .setUnitPrice(unitPrice)
                .build();
    }

    private static Money euro(long units, int nanos) {
        return Money.newBuilder()
                .setCurrencyCode("EUR")
                .setUnits(units)
                .setNanos(nanos)
                .build();
    }
}
