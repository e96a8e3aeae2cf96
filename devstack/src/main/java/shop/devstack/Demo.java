package shop.devstack;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The story of {@code ./run demo}: orders are accepted while user-service is down, and find their end when it is back.
 * Every call is shown with its answer, and every answer is checked: a story that does not come true fails.
 */
final class Demo {
    /**
     * What the story needs to be told in a minute: a breaker that tries again soon, and patience with a user-service that has
     * just started.
     */
    static final Map<String, String> ENVIRONMENT =
            Map.of("SHOP_RESILIENCE_OPEN", "5s", "SHOP_RESILIENCE_MAX_OPEN", "5s", "SHOP_USER_SERVICE_TIMEOUT", "5s");

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String REPLICATED = "select 1 from user_replica where user_id = ?::uuid and status = 'ACTIVE'"
            + " and consumer_is_current('order-service-users', 0)";

    private final Devstack stack;
    private final Console console;
    private final JsonCalls users;
    private final JsonCalls orders;
    private int step;

    Demo(Devstack stack, Console console) {
        this.stack = stack;
        this.console = console;
        this.users = new JsonCalls(stack.node("user-service", 0).uri(), this::shown);
        this.orders = new JsonCalls(stack.node("order-service", 0).uri(), this::shown);
    }

    /** @throws IllegalStateException when something comes out otherwise than told */
    void play() {
        chapter("A user.");
        var ada = createUser("Ada Lovelace");

        chapter("An order: order-service asks user-service whether Ada may order. She is active, so it is confirmed.");
        var first = placeOrder(ada);
        expect(first, "status", "ORDER_STATUS_CONFIRMED");
        expect(first, "verification", "VERIFICATION_USER_SERVICE");
        awaitReplica(ada);

        chapter("Kafka is frozen, then a user is created: order-service does not hear of Grace.");
        stack.kafka().suspend();
        console.say("  kafka: SIGSTOP");
        var grace = createUser("Grace Hopper");

        chapter("user-service is killed.");
        stack.node("user-service", 0).kill();
        console.say("  user-service-0: kill -9");

        chapter(
                "Degraded mode, a known user: Ada is in order-service's own copy of the users, so her order is confirmed.");
        var second = placeOrder(ada);
        expect(second, "status", "ORDER_STATUS_CONFIRMED");
        expect(second, "verification", "VERIFICATION_REPLICA");

        chapter(
                "Degraded mode, an unknown user: nobody can tell whether Grace may order, so her order is kept as pending.");
        var third = placeOrder(grace);
        expect(third, "status", "ORDER_STATUS_PENDING");

        chapter("Another three, and the circuit breaker is open: user-service is not even asked.");
        for (var i = 0; i < 3; i++) {
            expect(placeOrder(grace), "status", "ORDER_STATUS_PENDING");
        }

        chapter("user-service is back. The pending order is confirmed without any action …");
        stack.node("user-service", 0).launch();
        console.say("  user-service-0: started");
        var confirmed = awaitOrder(third, "status", "ORDER_STATUS_CONFIRMED");
        expect(confirmed, "status", "ORDER_STATUS_CONFIRMED");
        expect(confirmed, "verification", "VERIFICATION_USER_SERVICE");
        stack.node("user-service", 0).awaitReady(PATIENCE);

        chapter(
                "Kafka is back as well. Ada is deactivated: user-service says so on Kafka, and her open orders are cancelled.");
        stack.kafka().resume();
        console.say("  kafka: SIGCONT");
        expect(users.post("/v1/users/" + ada + ":deactivate", "{}"), "status", "USER_STATUS_DEACTIVATED");
        var cancelled = awaitOrder(second, "status", "ORDER_STATUS_CANCELLED");
        expect(cancelled, "status", "ORDER_STATUS_CANCELLED");
        expect(cancelled, "endReason", "ORDER_END_REASON_USER_DEACTIVATED");

        console.say("");
        console.say(console.bold("That was the story.") + " ./run starts the same system for you to play with.");
    }

    private String createUser(String name) {
        var email = name.toLowerCase(Locale.ROOT).replace(' ', '.') + "@example.com";
        var user = users.post("/v1/users", """
                {"name": "%s", "email": "%s", "requestId": "%s"}""".formatted(name, email, UUID.randomUUID()));
        expect(user, "status", "USER_STATUS_ACTIVE");
        return user.field("id");
    }

    private JsonCalls.Answer placeOrder(String user) {
        return orders.post("/v1/orders", """
                {"userId": "%s", "requestId": "%s", "lines": [{"productId": "coffee", "quantity": 2, \
                "unitPrice": {"currencyCode": "EUR", "units": 4, "nanos": 500000000}}]}""".formatted(user, UUID.randomUUID()));
    }

    private JsonCalls.Answer awaitOrder(JsonCalls.Answer order, String field, String value) {
        var path = "/v1/orders/" + order.field("id");
        await(
                () -> orders.quietly(path).filter(now -> now.is(field, value)).isPresent(),
                "order " + order.field("id") + " has " + field + " " + value);
        return orders.get(path);
    }

    /** That the copy has a user, and is believed, shows nowhere outside but in what becomes of orders. */
    private void awaitReplica(String user) {
        var url = stack.postgres().jdbcUrl("shop_orders");
        await(
                () -> {
                    try (var connection = DriverManager.getConnection(url);
                            var query = connection.prepareStatement(REPLICATED)) {
                        query.setString(1, user);
                        return query.executeQuery().next();
                    } catch (SQLException e) {
                        throw new IllegalStateException("replica of order-service: not readable", e);
                    }
                },
                "order-service has heard of user " + user);
    }

    private static void await(BooleanSupplier condition, String what) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not within " + PATIENCE.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private void expect(JsonCalls.Answer answer, String field, String value) {
        answer.require(field, value);
        console.say("    → " + field + " " + console.bold(value));
    }

    private void chapter(String text) {
        console.say("");
        console.say(console.bold(++step + ". " + text));
    }

    private void shown(String call, String answer) {
        console.commands(List.of(call));
        console.say("    " + answer);
    }
}
