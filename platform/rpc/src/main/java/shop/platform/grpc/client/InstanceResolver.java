package shop.platform.grpc.client;

import akka.stream.KillSwitch;
import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a channel where its service is. It keeps the last known instances while discovery is unavailable, and also when
 * it reports none: a Consul agent that has just started knows none, and if all instances are really gone, calls to
 * their old addresses fail as they should. Runs in the channel's synchronization context.
 */
final class InstanceResolver extends NameResolver {

    private static final Logger LOG = LoggerFactory.getLogger(InstanceResolver.class);

    private final InstanceSource source;
    private final SynchronizationContext context;
    private final ScheduledExecutorService timer;
    private SynchronizationContext.ScheduledHandle firstAnswer;
    private KillSwitch following;
    private Listener2 listener;
    private boolean anyKnown;

    InstanceResolver(InstanceSource source, Args args) {
        this.source = source;
        this.context = args.getSynchronizationContext();
        this.timer = args.getScheduledExecutorService();
    }

    @Override
    public String getServiceAuthority() {
        return source.service();
    }

    @Override
    public void start(Listener2 channel) {
        listener = channel;
        firstAnswer = context.schedule(
                () -> unknown("discovery does not answer"),
                source.firstAnswerTimeout().toMillis(),
                TimeUnit.MILLISECONDS,
                timer);
        following = source.follow(instances -> context.execute(() -> found(instances)));
    }

    @Override
    public void shutdown() {
        // A channel that was never used was never started.
        if (listener != null) {
            firstAnswer.cancel();
            following.shutdown();
        }
    }

    private void found(List<Instance> instances) {
        firstAnswer.cancel();
        if (!instances.isEmpty()) {
            LOG.info("{} is at {}", source.service(), instances);
            anyKnown = true;
            listener.onResult2(result(instances));
        } else if (anyKnown) {
            LOG.warn("Discovery reports no instance of {}; the last known ones stay in use", source.service());
        } else {
            unknown("discovery knows no instance");
        }
    }

    private void unknown(String why) {
        listener.onError(Status.UNAVAILABLE.withDescription(source.service() + ": " + why));
    }

    private static ResolutionResult result(List<Instance> instances) {
        return ResolutionResult.newBuilder()
                .setAddressesOrError(StatusOr.fromValue(
                        instances.stream().map(InstanceResolver::group).toList()))
                .build();
    }

    private static EquivalentAddressGroup group(Instance instance) {
        return new EquivalentAddressGroup(
                instance.address(),
                Attributes.newBuilder()
                        .set(RoundRobin.WEIGHT, instance.weight())
                        .build());
    }
}
