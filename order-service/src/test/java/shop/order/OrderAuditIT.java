package shop.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.type.Money;
import com.typesafe.config.ConfigFactory;
import io.grpc.Status.Code;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.contract.order.CancelOrderRequest;
import shop.contract.order.CreateOrderRequest;
import shop.contract.order.ListOrdersRequest;
import shop.contract.order.OrderLine;
import shop.contract.order.OrderOuterClass;
import shop.contract.order.ShipOrderRequest;
import shop.devstack.DevelopmentIssuer;
import shop.devstack.PostgresServer;
import shop.order.AuditedCalls.Entry;
import shop.order.AuditedCalls.Made;
import shop.order.domain.UserStanding;
import shop.order.domain.VerifiedBy;
import shop.platform.node.Node;

/** Every mutating call and every denial has one entry in the audit before it is answered, and nothing else has. */
@Timeout(300)
class OrderAuditIT {
    private static final Duration BOUND = Duration.ofSeconds(90);
    private static final String BOB = UUID.randomUUID().toString();

    @TempDir
    private static Path folder;

    private static String database;
    private static Node node;
    private static AuditedCalls calls;
    private static String admin;
    private static String bob;
    private static String alice;

    @BeforeAll
    static void start() {
        var issuer = DevelopmentIssuer.in(folder);
        database = PostgresServer.shared().createDatabase();
        var settings = ConfigFactory.parseMap(Map.of(
                "shop.security.mode",
                "enforced",
                "shop.security.tokens.issuer",
                DevelopmentIssuer.ISSUER,
                "shop.security.tokens.jwks-file",
                issuer.jwks().toString(),
                "shop.audit.probe-interval",
                "200ms",
                "shop.audit.settle-interval",
                "200ms",
                "shop.audit.unanswered-after",
                "20s"));
        node = Node.start(
                TestNode.config(database, settings),
                "db/order",
                system -> new OrderService(
                        system,
                        (userId, call) -> CompletableFuture.completedFuture(
                                new UserStanding.Active(1, VerifiedBy.USER_SERVICE))));
        admin = issuer.token("staff-1", List.of("admin"), Duration.ofHours(1));
        bob = issuer.token(BOB, List.of(), Duration.ofHours(1));
        alice = issuer.token(UUID.randomUUID().toString(), List.of(), Duration.ofHours(1));
        calls = new AuditedCalls(database, node.port());
        await().atMost(BOUND).until(node::isReady);
    }

    @AfterAll
    static void stop() {
        calls.close();
        node.stop();
    }

    static Stream<String> everyMethod() {
        return OrderOuterClass.getDescriptor().findServiceByName("OrderService").getMethods().stream()
                .map(MethodDescriptor::getName);
    }

    @ParameterizedTest
    @MethodSource("everyMethod")
    void whatChangesSomethingHasOneEntryAndWhatReadsHasNone(String name) throws Exception {
        var call = made(name, request(name), admin);

        assertThat(call.failure()).isNull();
        if (Stream.of("Get", "List", "Watch").anyMatch(name::startsWith)) {
            assertThat(calls.entries(call)).isEmpty();
        } else {
            assertThat(calls.entries(call))
                    .containsExactly(new Entry(
                            "ALLOWED",
                            "OK",
                            "role admin",
                            "staff-1",
                            "",
                            "order.OrderService/" + name,
                            "order.Order/" + id(call),
                            "0af7651916cd43dd8448eb211c80319c",
                            "127.0.0.1"));
        }
    }

    @ParameterizedTest
    @MethodSource("everyMethod")
    void aDenialHasOneEntryWhateverWasAskedFor(String name) throws Exception {
        var nobody = made(name, request(name), null);
        assertThat(calls.entries(nobody))
                .singleElement()
                .extracting(Entry::decision, Entry::outcome, Entry::user, Entry::rule)
                .containsExactly("DENIED", "UNAUTHENTICATED TOKEN_MISSING", "anonymous", "");

        var forged = made(name, request(name), bob.substring(0, bob.length() - 8) + "AAAAAAAA");
        assertThat(calls.entries(forged))
                .singleElement()
                .extracting(Entry::decision, Entry::outcome, Entry::user)
                .containsExactly("DENIED", "UNAUTHENTICATED TOKEN_INVALID", "anonymous");
    }

    @Test
    void repetitionsAndRefusalsHaveAnEntryEach() throws Exception {
        var create =
                create().toBuilder().setRequestId(UUID.randomUUID().toString()).build();
        var first = made("CreateOrder", create, bob);
        var ship = ShipOrderRequest.newBuilder().setId(id(first)).build();
        var cancel = CancelOrderRequest.newBuilder().setId(id(first)).build();

        var outcomes = new ArrayList<String>();
        for (var call : List.of(
                first,
                made("CreateOrder", create, bob),
                made("CreateOrder", create.toBuilder().setUserId(BOB).build(), bob),
                made("CreateOrder", create.toBuilder().clearLines().build(), bob),
                made("ShipOrder", ship, admin),
                made("ShipOrder", ship, admin),
                made("CancelOrder", cancel, bob),
                made("CancelOrder", cancel, alice))) {
            assertThat(calls.entries(call)).hasSize(1);
            outcomes.add(calls.entries(call).get(0).outcome());
        }

        assertThat(outcomes)
                .containsExactly(
                        "OK",
                        "OK",
                        "OK",
                        "INVALID_ARGUMENT INVALID_REQUEST",
                        "OK",
                        "FAILED_PRECONDITION ORDER_STATUS",
                        "FAILED_PRECONDITION ORDER_STATUS",
                        "NOT_FOUND ORDER_NOT_FOUND");
    }

    @Test
    void aCallWhoseEntryFailsIsNotAnsweredAndGetsItFromItsEvent() throws Exception {
        execute("create function audit_break() returns trigger language plpgsql as"
                + " $$begin raise exception 'broken'; end$$");
        execute("create trigger broken before insert on audit_entry for each row when (new.request_id = 'broken')"
                + " execute function audit_break()");
        Made call;
        try {
            call = calls.call(method("CreateOrder"), create(), bob, "broken");
            assertThat(call.failure().getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
            await().atMost(BOUND)
                    .until(() -> number("select count(*) from audit_pending where request_id = 'broken'") == 1);
        } finally {
            execute("drop trigger broken on audit_entry");
        }

        await().atMost(BOUND).until(() -> calls.entries(call).size() == 1);
        assertThat(calls.entries(call).get(0))
                .matches(entry ->
                        entry.outcome().equals("UNANSWERED") && entry.user().equals(BOB))
                .matches(entry -> entry.resource().startsWith("order.Order/"));
    }

    /** What the method needs to succeed for an administrator; a method that is new gets a new order's id. */
    private static Message request(String method) {
        if (method.equals("CreateOrder")) {
            return create();
        }
        if (method.equals("ListOrders")) {
            return ListOrdersRequest.getDefaultInstance();
        }
        var order = id(made("CreateOrder", create(), bob));
        if (method.equals("DeliverOrder")) {
            id(made("ShipOrder", ShipOrderRequest.newBuilder().setId(order).build(), admin));
        }
        var type = method(method).getInputType();
        return DynamicMessage.newBuilder(type)
                .setField(type.findFieldByName("id"), order)
                .build();
    }

    private static CreateOrderRequest create() {
        return CreateOrderRequest.newBuilder()
                .setUserId(BOB)
                .addLines(OrderLine.newBuilder()
                        .setProductId("book")
                        .setQuantity(1)
                        .setUnitPrice(Money.newBuilder().setCurrencyCode("EUR").setUnits(7)))
                .build();
    }

    private static Made made(String method, Message request, String token) {
        return calls.call(method(method), request, token);
    }

    private static MethodDescriptor method(String name) {
        return OrderOuterClass.getDescriptor().findServiceByName("OrderService").findMethodByName(name);
    }

    private static String id(Made call) {
        assertThat(call.failure()).isNull();
        return (String)
                call.answer().getField(call.answer().getDescriptorForType().findFieldByName("id"));
    }

    private static long number(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(database);
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
