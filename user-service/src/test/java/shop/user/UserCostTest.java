package shop.user;

import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import shop.contract.user.UserOuterClass;
import shop.contract.user.UserServicePowerApi;
import shop.platform.grpc.GrpcService;
import shop.platform.grpc.PageTokens;
import shop.testkit.CostPromises;
import shop.user.api.UserApi;

class UserCostTest extends CostPromises {
    UserCostTest() {
        super(GrpcService.of(
                UserOuterClass.getDescriptor().findServiceByName("UserService"),
                UserServicePowerApi.class,
                new UserApi(
                        null,
                        null,
                        new PageTokens(() -> CompletableFuture.completedFuture(new byte[1])),
                        Clock.systemUTC())));
    }
}
