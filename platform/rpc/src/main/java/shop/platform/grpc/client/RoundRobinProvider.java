package shop.platform.grpc.client;

import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.LoadBalancerRegistry;
import io.grpc.NameResolver.ConfigOrError;
import java.util.Map;

/** Makes {@link RoundRobin} known to gRPC. */
final class RoundRobinProvider extends LoadBalancerProvider {

    static final String POLICY = "shop_round_robin";

    static {
        LoadBalancerRegistry.getDefaultRegistry().register(new RoundRobinProvider());
    }

    static void register() {
        // Loading the class does it, once.
    }

    @Override
    public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
        return new RoundRobin(helper);
    }

    @Override
    public ConfigOrError parseLoadBalancingPolicyConfig(Map<String, ?> rawConfig) {
        return ConfigOrError.fromConfig(POLICY);
    }

    @Override
    public String getPolicyName() {
        return POLICY;
    }

    @Override
    public boolean isAvailable() {
        return true;
    }

    @Override
    public int getPriority() {
        return 5; // gRPC's own default; nobody else has this name
    }
}
