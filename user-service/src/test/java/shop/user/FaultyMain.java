package shop.user;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import shop.platform.grpc.GrpcService;
import shop.platform.node.Node;
import shop.platform.node.Service;

/** Runs a node of a release of user-service that fails one call in twenty: what a canary is for. */
public final class FaultyMain {
    private static final double FAILED = 0.05;

    private FaultyMain() {}

    public static void main(String[] args) {
        Node.run("user-service", "db/user", system -> new Faulty(new UserService(system)));
    }

    private record Faulty(Service service) implements Service {
        @Override
        public List<GrpcService> apis() {
            return service.apis().stream().map(Faulty::faulty).toList();
        }

        @Override
        public Set<String> start() {
            return service.start();
        }

        private static GrpcService faulty(GrpcService api) {
            var proxy = Proxy.newProxyInstance(
                    Faulty.class.getClassLoader(), new Class<?>[] {api.api()}, (self, method, arguments) -> {
                        if (ThreadLocalRandom.current().nextDouble() < FAILED) {
                            return CompletableFuture.failedStage(new IllegalStateException("a bug"));
                        }
                        try {
                            return method.invoke(api.implementation(), arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
            return new GrpcService(api.descriptor(), api.api(), proxy);
        }
    }
}
