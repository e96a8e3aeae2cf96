package shop.platform.grpc.client;

import io.grpc.Attributes;
import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.Status;
import io.grpc.SynchronizationContext.ScheduledHandle;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Spreads calls evenly over the connected instances, by their weights. gRPC's own round robin differs in two ways: it
 * knows no weights, and it waits up to two minutes between attempts to connect to an instance that has been away for
 * long, so that a service that is back is not used for that time. Runs in the channel's synchronization context.
 */
final class RoundRobin extends LoadBalancer {

    /** An address group's share of the calls. */
    static final Attributes.Key<Integer> WEIGHT = Attributes.Key.create("shop-weight");

    /** Long enough that the attempts of many clients are no load, short enough that nobody notices the wait. */
    private static final int LONGEST_PAUSE_SECONDS = 5;

    private final Helper helper;
    private final AtomicInteger turn =
            new AtomicInteger(ThreadLocalRandom.current().nextInt());
    private Map<List<SocketAddress>, Instance> instances = new LinkedHashMap<>();

    RoundRobin(Helper helper) {
        this.helper = helper;
    }

    @Override
    public Status acceptResolvedAddresses(ResolvedAddresses resolved) {
        Map<List<SocketAddress>, Instance> gone = instances;
        instances = new LinkedHashMap<>();
        for (EquivalentAddressGroup group : resolved.getAddresses()) {
            Instance known = gone.remove(group.getAddresses());
            Instance instance = known == null ? new Instance(group) : known;
            instance.weight = group.getAttributes().get(WEIGHT);
            instances.put(group.getAddresses(), instance);
        }
        update();
        // Only now, when they can get no more calls.
        gone.values().forEach(Instance::leave);
        return Status.OK;
    }

    @Override
    public void handleNameResolutionError(Status error) {
        if (instances.isEmpty()) {
            helper.updateBalancingState(
                    ConnectivityState.TRANSIENT_FAILURE, new FixedResultPicker(PickResult.withError(error)));
        }
    }

    @Override
    public void shutdown() {
        instances.values().forEach(Instance::leave);
        instances.clear();
    }

    private void update() {
        Map<Subchannel, Integer> ready = new LinkedHashMap<>();
        Status failure = null;
        boolean undecided = false;
        for (Instance instance : instances.values()) {
            if (instance.state == ConnectivityState.READY) {
                ready.put(instance.subchannel, instance.weight);
            } else if (instance.failure == null) {
                undecided = true;
            } else {
                failure = instance.failure;
            }
        }
        if (!ready.isEmpty()) {
            helper.updateBalancingState(ConnectivityState.READY, Turns.of(ready, turn));
        } else if (undecided) {
            helper.updateBalancingState(ConnectivityState.CONNECTING, new FixedResultPicker(PickResult.withNoResult()));
        } else {
            helper.updateBalancingState(
                    ConnectivityState.TRANSIENT_FAILURE, new FixedResultPicker(PickResult.withError(failure)));
        }
    }

    /** The connection to one instance. */
    private final class Instance {

        private final EquivalentAddressGroup group;
        private int weight;
        private Subchannel subchannel;
        private ConnectivityState state;
        /** Why the last attempt failed, until one succeeds: calls do not wait for the attempts in between. */
        private Status failure;

        private ScheduledHandle renewal;

        Instance(EquivalentAddressGroup group) {
            this.group = group;
            connect();
        }

        private void connect() {
            Subchannel fresh = helper.createSubchannel(
                    CreateSubchannelArgs.newBuilder().setAddresses(group).build());
            subchannel = fresh;
            state = ConnectivityState.IDLE;
            fresh.start(info -> changed(fresh, info));
            fresh.requestConnection();
        }

        private void changed(Subchannel changed, ConnectivityStateInfo info) {
            if (changed != subchannel || info.getState() == ConnectivityState.SHUTDOWN) {
                return;
            }
            state = info.getState();
            switch (state) {
                case READY -> recovered();
                case TRANSIENT_FAILURE -> failed(info.getStatus());
                // The server closed the connection, e.g. because it is stopping.
                case IDLE -> subchannel.requestConnection();
                default -> {}
            }
            update();
        }

        private void recovered() {
            failure = null;
            cancelRenewal();
        }

        private void failed(Status why) {
            failure = why;
            if (renewal == null) {
                renewal = helper.getSynchronizationContext()
                        .schedule(
                                this::renew,
                                LONGEST_PAUSE_SECONDS,
                                TimeUnit.SECONDS,
                                helper.getScheduledExecutorService());
            }
        }

        /** Starts again with the short pauses. */
        private void renew() {
            renewal = null;
            subchannel.shutdown();
            connect();
        }

        private void leave() {
            cancelRenewal();
            subchannel.shutdown();
        }

        private void cancelRenewal() {
            if (renewal != null) {
                renewal.cancel();
                renewal = null;
            }
        }
    }
}
