package shop.acceptance;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.contract.order.Order;
import shop.contract.order.OrderStatus;
import shop.contract.order.Verification;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.DeactivateUserRequest;
import shop.contract.user.User;
import shop.devstack.Component;
import shop.devstack.Devstack;
import shop.devstack.Span;

/** A request is one trace, wherever it leads: what a caller began runs on through entities, journal, Kafka and the other service. */
@Tag(SharedSystem.ALSO_SECURE)
@ExtendWith(SharedSystem.class)
class TraceIT {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final Duration ENOUGH = Duration.ofSeconds(30);
    /** Seconds; however much time the caller has. */
    private static final double GUARD_TIMEOUT = 1;
    /** Seconds; what order-service keeps of its caller's time: the guard's margin for the replica, and the order's own time. */
    private static final double KEPT = 0.25 + 0.25;
    /** Seconds; a span begins a moment before or after what it says of the time left. */
    private static final double MOMENT = 0.05;

    @Test
    void aChangeOfAUserIsOneTraceFromItsCallerThroughJournalAndKafkaToTheOtherServicesConsumer(
            Devstack stack, Shop shop) {
        var caller = TracedCall.begin();

        createUser(caller.through(shop.channel()));

        var trace = awaitTrace(
                stack,
                caller,
                "user-service SERVER user.UserService/CreateUser",
                "user-service INTERNAL EmailAddress Claim",
                "user-service INTERNAL User Create",
                "user-service CLIENT persist EmailAddress",
                "user-service CLIENT persist User",
                "user-service INTERNAL project users",
                "user-service PRODUCER send user-events",
                "order-service CONSUMER process user-events");
        var sent = only(trace, "PRODUCER");
        assertThat(only(trace, "CONSUMER").links()).containsExactly(sent.spanId());
    }

    @Test
    void anOrderIsOneTraceWithTheGuardedCallToUserServiceInItAndDeadlinesShrinkOnTheWay(Devstack stack, Shop shop) {
        var user = createUser(shop.channel());
        var caller = awaitVerifiedOrder(stack, user, ENOUGH);

        var trace = awaitTrace(
                stack,
                caller,
                "order-service SERVER order.OrderService/CreateOrder",
                "order-service INTERNAL guard user-service",
                "order-service CLIENT user.UserService/GetUser",
                "user-service SERVER user.UserService/GetUser",
                "order-service INTERNAL Order Create",
                "order-service CLIENT persist Order",
                "order-service INTERNAL project orders",
                "order-service PRODUCER send order-events");
        var guard = named(trace, "guard user-service");
        assertThat(guard.attributes())
                .containsEntry("shop.guard.outcome", "succeeded")
                .containsEntry("shop.breaker.state", "closed")
                .containsKey("shop.bulkhead.available");
        var call = guarded(trace);
        assertThat(call.parentId()).isEqualTo(guard.spanId());
        assertThat(call.events()).extracting(Span.Event::name).containsOnly("attempt");
        assertThat(deadline(trace, "order-service")).isGreaterThan(GUARD_TIMEOUT);
        assertThat(deadline(trace, "user-service")).isLessThanOrEqualTo(GUARD_TIMEOUT);
    }

    @Test
    void aHopKeepsAPartOfATightDeadlineForItself(Devstack stack, Shop shop) {
        var user = createUser(shop.channel());
        var tight = Duration.ofMillis(1_100);
        var caller = awaitVerifiedOrder(stack, user, tight);

        var trace = awaitTrace(
                stack,
                caller,
                "order-service SERVER order.OrderService/CreateOrder",
                "order-service CLIENT user.UserService/GetUser",
                "user-service SERVER user.UserService/GetUser");

        var passed = Duration.between(
                named(trace, "order.OrderService/CreateOrder").start(),
                guarded(trace).start());
        assertThat(deadline(trace, "order-service")).isLessThanOrEqualTo(tight.toMillis() / 1e3);
        assertThat(deadline(trace, "user-service"))
                .isPositive()
                .isLessThanOrEqualTo(deadline(trace, "order-service") - passed.toNanos() / 1e9 - KEPT + MOMENT);
    }

    @Test
    void anOrderThatWaitsForItsUserStaysOneTraceUntilItIsVerified(Devstack stack) {
        var caller = TracedCall.begin();
        var nobody = User.newBuilder().setId(UUID.randomUUID().toString()).build();
        var userNodes = stack.nodes("user-service");
        userNodes.forEach(Component::suspend);
        try (var orders =
                new Shop(Access.of(stack), stack.node("order-service", 0).uri())) {
            assertThat(createOrder(caller.through(orders.channel()), nobody, ENOUGH)
                            .getStatus())
                    .isEqualTo(OrderStatus.ORDER_STATUS_PENDING);
        } finally {
            userNodes.forEach(Component::resume);
        }

        var trace = awaitTrace(
                stack,
                caller,
                "order-service INTERNAL order-verification",
                "order-service INTERNAL Order Reject",
                "order-service CLIENT persist Order",
                "user-service SERVER user.UserService/GetUser");
        var told = named(trace, "Order Reject");
        assertThat(trace)
                .filteredOn(span -> span.spanId().equals(told.parentId()))
                .singleElement()
                .satisfies(attempt -> {
                    assertThat(attempt.name()).isEqualTo("order-verification");
                    assertThat(attempt.attributes()).containsEntry("shop.done", "true");
                    assertThat(trace)
                            .filteredOn(span -> span.name().equals("guard user-service"))
                            .extracting(Span::parentId)
                            .contains(attempt.spanId());
                });
    }

    @Test
    void theDeactivationOfAUserIsOneTraceUntilItsOrdersAreCancelled(Devstack stack, Shop shop) {
        var user = createUser(shop.channel());
        var caller = TracedCall.begin();
        awaitTrace(stack, awaitVerifiedOrder(stack, user, ENOUGH), "order-service INTERNAL project open-orders");

        ClientCalls.blockingUnaryCall(
                caller.through(shop.channel()),
                Rpc.DEACTIVATE_USER.descriptor(),
                options(),
                DeactivateUserRequest.newBuilder().setId(user.getId()).build());

        var trace = awaitTrace(
                stack,
                caller,
                "user-service SERVER user.UserService/DeactivateUser",
                "order-service CONSUMER process user-events",
                "order-service INTERNAL order-cancellation",
                "order-service INTERNAL Order CancelForUser",
                "order-service PRODUCER send order-events");
        assertThat(named(trace, "Order CancelForUser").parentId())
                .isEqualTo(named(trace, "order-cancellation").spanId());
    }

    private static User createUser(Channel channel) {
        var request = CreateUserRequest.newBuilder()
                .setName("Ada")
                .setEmail(Shop.newEmail())
                .build();
        return ClientCalls.blockingUnaryCall(channel, Rpc.CREATE_USER.descriptor(), options(), request);
    }

    /** The caller of the first order for which user-service answered in time. */
    private static TracedCall awaitVerifiedOrder(Devstack stack, User user, Duration deadline) {
        try (var orders =
                new Shop(Access.of(stack), stack.node("order-service", 0).uri())) {
            return await().atMost(BOUND)
                    .ignoreException(StatusRuntimeException.class)
                    .until(
                            () -> {
                                var caller = TracedCall.begin();
                                var order = createOrder(caller.through(orders.channel()), user, deadline);
                                return order.getVerification() == Verification.VERIFICATION_USER_SERVICE
                                        ? caller
                                        : null;
                            },
                            Objects::nonNull);
        }
    }

    private static Order createOrder(Channel channel, User user, Duration deadline) {
        return ClientCalls.blockingUnaryCall(
                channel,
                Rpc.CREATE_ORDER.descriptor(),
                CallOptions.DEFAULT.withDeadlineAfter(deadline),
                Orders.request(user.getId(), "coffee"));
    }

    private static CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(ENOUGH);
    }

    /** Complete and unbroken: nodes send their spans one by one. */
    private static List<Span> awaitTrace(Devstack stack, TracedCall caller, String... edges) {
        await().atMost(BOUND).untilAsserted(() -> {
            var trace = stack.traces().store().trace(caller.traceId());
            assertThat(trace)
                    .extracting(span -> span.service() + " " + span.kind() + " " + span.name())
                    .containsAll(Arrays.asList(edges));
            assertUnbroken(trace, caller);
        });
        return stack.traces().store().trace(caller.traceId());
    }

    private static void assertUnbroken(List<Span> trace, TracedCall caller) {
        var known = Stream.concat(Stream.of(caller.spanId()), trace.stream().map(Span::spanId))
                .collect(toSet());
        assertThat(trace)
                .allSatisfy(span ->
                        assertThat(known).as("parent of %s", span.name()).contains(span.parentId()));
    }

    /** Order-service's call of user-service. */
    private static Span guarded(List<Span> trace) {
        return trace.stream()
                .filter(span -> span.kind().equals("CLIENT") && span.name().equals("user.UserService/GetUser"))
                .findFirst()
                .orElseThrow();
    }

    private static double deadline(List<Span> trace, String service) {
        return trace.stream()
                .filter(span -> span.kind().equals("SERVER") && span.service().equals(service))
                .map(span -> Double.parseDouble(span.attributes().get("shop.deadline")))
                .findFirst()
                .orElseThrow();
    }

    private static Span only(List<Span> trace, String kind) {
        assertThat(trace).filteredOn(span -> span.kind().equals(kind)).hasSize(1);
        return trace.stream()
                .filter(span -> span.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static Span named(List<Span> trace, String name) {
        return trace.stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
