package shop.order.api;

import akka.NotUsed;
import akka.grpc.javadsl.Metadata;
import akka.stream.javadsl.Source;
import com.google.protobuf.Message;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import shop.contract.order.CancelOrderRequest;
import shop.contract.order.CreateOrderRequest;
import shop.contract.order.DeliverOrderRequest;
import shop.contract.order.GetOrderRequest;
import shop.contract.order.ListOrdersRequest;
import shop.contract.order.ListOrdersResponse;
import shop.contract.order.Order;
import shop.contract.order.OrderServicePowerApi;
import shop.contract.order.ShipOrderRequest;
import shop.contract.order.WatchOrderRequest;
import shop.order.domain.Draft;
import shop.order.domain.OrderId;
import shop.order.domain.Orders;
import shop.order.domain.Rejection;
import shop.order.domain.Reply;
import shop.order.domain.UserStanding;
import shop.order.domain.WatchFailure;
import shop.order.query.OrderQuery;
import shop.order.users.UserDirectory;
import shop.platform.entity.Request;
import shop.platform.grpc.CallContext;
import shop.platform.grpc.PageTokens;
import shop.platform.grpc.client.OutgoingCall;
import shop.platform.node.EntityApi;

/** {@code order.OrderService}: checks what comes in, asks the domain, says what came of it. Never blocks. */
public final class OrderApi extends EntityApi implements OrderServicePowerApi {
    /** How long a watcher waits for the order as it is now. */
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);

    private final Orders orders;
    private final UserDirectory directory;
    private final OrderList list;

    public OrderApi(Orders orders, UserDirectory directory, OrderQuery query, PageTokens tokens, Clock clock) {
        super(Refusals.ORDER, clock);
        this.orders = orders;
        this.directory = directory;
        this.list = new OrderList(query, tokens);
    }

    @Override
    public CompletionStage<Order> createOrder(CreateOrderRequest in, Metadata metadata) {
        var validation = new Validation();
        var draft = validation.draft(in);
        var requestId = validation.requestId("request_id", in.getRequestId());
        validation.orThrow();

        var call = OutgoingCall.onBehalfOf(CallContext.of(metadata));
        return answer(create(draft, request(requestId, content(in), metadata), call));
    }

    @Override
    public CompletionStage<Order> getOrder(GetOrderRequest in, Metadata metadata) {
        var validation = new Validation();
        var id = validation.orderId("id", in.getId());
        validation.orThrow();
        requirePossible(id);

        return answer(orders.get(id, timeout(metadata)));
    }

    @Override
    public CompletionStage<ListOrdersResponse> listOrders(ListOrdersRequest in, Metadata metadata) {
        return list.page(in);
    }

    @Override
    public CompletionStage<Order> cancelOrder(CancelOrderRequest in, Metadata metadata) {
        return change(orders::cancel, in.getId(), in.getRevision(), in.getRequestId(), in, metadata);
    }

    @Override
    public CompletionStage<Order> shipOrder(ShipOrderRequest in, Metadata metadata) {
        return change(orders::ship, in.getId(), in.getRevision(), in.getRequestId(), in, metadata);
    }

    @Override
    public CompletionStage<Order> deliverOrder(DeliverOrderRequest in, Metadata metadata) {
        return change(orders::deliver, in.getId(), in.getRevision(), in.getRequestId(), in, metadata);
    }

    @Override
    public Source<Order, NotUsed> watchOrder(WatchOrderRequest in, Metadata metadata) {
        var validation = new Validation();
        var id = validation.orderId("id", in.getId());
        validation.orThrow();
        requirePossible(id);

        return orders.watch(id)
                .initialTimeout(FIRST_ANSWER)
                .mapError(WatchFailure.class, Refusals::describe)
                .map(Messages::order);
    }

    /** A request that was answered before needs nobody to vouch for its user. */
    private CompletionStage<Reply> create(Draft draft, Request request, OutgoingCall call) {
        var id = OrderId.forCreation(request);
        if (!request.repeatable()) {
            return createNew(id, draft, request, call);
        }
        return orders.recall(id, request, call.deadline().remaining())
                .thenCompose(before -> before instanceof Rejection.OrderNotFound
                        ? createNew(id, draft, request, call)
                        : CompletableFuture.completedFuture(before));
    }

    private CompletionStage<Reply> createNew(String id, Draft draft, Request request, OutgoingCall call) {
        return directory
                .standing(draft.userId(), call)
                .thenCompose(standing -> orders.create(
                        id, draft, standing, request, call.deadline().remaining()));
    }

    /** One of the changes that callers ask for. */
    @FunctionalInterface
    private interface Change {
        CompletionStage<Reply> apply(String id, long revision, Request request, Duration timeout);
    }

    private CompletionStage<Order> change(
            Change change, String orderId, long revision, String requestId, Message in, Metadata metadata) {
        var validation = new Validation();
        var id = validation.orderId("id", orderId);
        validation.revision("revision", revision);
        var repeatable = validation.requestId("request_id", requestId);
        validation.orThrow();
        requirePossible(id);

        var request = request(repeatable, in, metadata);
        Supplier<CompletionStage<Reply>> decision = () -> change.apply(id, revision, request, timeout(metadata));
        return answer(
                request.madeByOwner()
                        ? unlessDeactivated(id, request, OutgoingCall.onBehalfOf(CallContext.of(metadata)), decision)
                        : decision.get());
    }

    /** A deactivated user can read what is theirs and change nothing. What was done before, they are told again. */
    private CompletionStage<Reply> unlessDeactivated(
            String id, Request request, OutgoingCall call, Supplier<CompletionStage<Reply>> decision) {
        return directory.standing(request.owner(), call).thenCompose(standing -> {
            if (!(standing instanceof UserStanding.Deactivated)) {
                return decision.get();
            }
            return orders.recall(id, request, call.deadline().remaining())
                    .thenApply(before -> before instanceof Rejection.OrderNotFound
                            ? new Rejection.UserDeactivated(request.owner())
                            : before);
        });
    }

    /** What makes two requests the same: not the amounts, which are the server's. */
    private static CreateOrderRequest content(CreateOrderRequest in) {
        var content = in.toBuilder();
        content.getLinesBuilderList().forEach(line -> line.clearAmount());
        return content.build();
    }

    private static CompletionStage<Order> answer(CompletionStage<Reply> reply) {
        return answer(reply, accepted -> Messages.order(accepted.order()), Refusals::describe);
    }
}
