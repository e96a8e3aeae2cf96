package shop.platform.grpc.client;

import akka.actor.typed.ActorSystem;
import akka.grpc.GrpcClientSettings;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.opentelemetry.api.common.Attributes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import shop.platform.telemetry.Metric;
import shop.platform.telemetry.Telemetry;
import shop.platform.tls.Tls;

/**
 * The channel to another service, for clients that Akka gRPC generates: it follows discovery, gives each call a deadline,
 * spreads calls over the instances, and never gives up connecting. Settings are under {@code shop.grpc.client}.
 *
 * <pre>{@code
 * var items = CatalogServiceClient.create(ServiceChannel.settings(system, "catalog-service", retries, executor), system);
 * OutgoingCall.onBehalfOf(context).make(() -> items.getItem(request));
 * }</pre>
 */
public final class ServiceChannel {

    private static final long NEVER_IDLE_DAYS = 365; // gRPC treats more than 30 days as never

    private ServiceChannel() {}

    /**
     * Returns the settings of one client; each client has a channel of its own, which closes with the actor system.
     *
     * @param service its name in discovery
     * @param serviceConfig gRPC's, as {@code RetryPolicy} in {@code shop.platform.resilience} makes it; empty: no retries
     * @param executor runs the continuations of this channel's calls
     */
    public static GrpcClientSettings settings(
            ActorSystem<?> system, String service, Map<String, ?> serviceConfig, Executor executor) {
        ClientConfig config = ClientConfig.of(system.settings().config());
        InstanceSource instances = InstanceSource.of(system, service, config);
        Telemetry telemetry = Telemetry.get(system);
        telemetry.gauge(
                Metric.DISCOVERY_AGE,
                gauge -> instances.age().ifPresent(age -> gauge.record(age.toMillis() / 1000., target(service))));
        ClientTelemetry observed = new ClientTelemetry(telemetry, service, serviceConfig);
        return GrpcClientSettings.usingServiceDiscovery(service, system)
                .withBackend("netty")
                .withLoadBalancingPolicy(RoundRobinProvider.POLICY)
                .withDeadline(config.maxDeadline())
                .withChannelBuilderOverrides(unusable -> builder(system, service, instances, config)
                        .defaultServiceConfig(serviceConfig)
                        .intercept(observed)
                        .executor(executor)
                        .offloadExecutor(executor));
    }

    static Attributes target(String service) {
        return Telemetry.attributes("target", service);
    }

    /** Akka gRPC's own builder names its target in a way that newer versions of gRPC reject, so it is not used. */
    private static NettyChannelBuilder builder(
            ActorSystem<?> system, String service, InstanceSource instances, ClientConfig config) {
        RoundRobinProvider.register();
        InstanceResolverProvider.register();
        NettyChannelBuilder builder = NettyChannelBuilder.forTarget(InstanceResolverProvider.target(service))
                .setNameResolverArg(InstanceResolverProvider.INSTANCES, instances)
                .defaultLoadBalancingPolicy(RoundRobinProvider.POLICY)
                .intercept(new CarryAlong())
                .idleTimeout(NEVER_IDLE_DAYS, TimeUnit.DAYS)
                .keepAliveTime(config.keepAliveTime().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(config.keepAliveTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveWithoutCalls(true)
                .withOption(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(config.connectTimeout().toMillis()))
                .maxInboundMessageSize(config.maxMessageSize())
                .maxInboundMetadataSize(config.maxMetadataSize());
        return secure(builder.overrideAuthority(service), Tls.of(system));
    }

    /** With TLS, an instance must present a certificate of the service that the authority names, and gets our own. */
    private static NettyChannelBuilder secure(NettyChannelBuilder builder, Optional<Tls> tls) {
        return tls.map(credentials -> builder.sslContext(new CurrentSslContext(credentials)))
                .orElseGet(builder::usePlaintext);
    }
}
