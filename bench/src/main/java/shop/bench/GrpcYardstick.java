package shop.bench;

import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.net.InetSocketAddress;
import shop.contract.user.UserService;

/** A JVM that answers GetUser with a constant on grpc-java's netty server as it comes. */
final class GrpcYardstick {
    private GrpcYardstick() {}

    /**
     * @param args the port
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        var service = ServerServiceDefinition.builder(UserService.name)
                .addMethod(UserCalls.GET_USER, ServerCalls.asyncUnaryCall((request, answer) -> {
                    answer.onNext(UserCalls.CONSTANT_USER);
                    answer.onCompleted();
                }))
                .build();
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])))
                .addService(service)
                .build()
                .start()
                .awaitTermination();
    }
}
