package shop.order;

import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import shop.contract.order.OrderOuterClass;
import shop.contract.order.OrderServicePowerApi;
import shop.order.api.OrderApi;
import shop.platform.grpc.GrpcService;
import shop.platform.grpc.PageTokens;
import shop.testkit.CostPromises;

class OrderCostTest extends CostPromises {
    OrderCostTest() {
        super(GrpcService.of(
                OrderOuterClass.getDescriptor().findServiceByName("OrderService"),
                OrderServicePowerApi.class,
                new OrderApi(
                        null,
                        null,
                        null,
                        new PageTokens(() -> CompletableFuture.completedFuture(new byte[1])),
                        Clock.systemUTC())));
    }
}
