package shop.platform.grpc.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Deadline;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.concurrent.TimeUnit;
import shop.platform.grpc.RequestId;

/**
 * Sets deadline and headers of each call from its {@link OutgoingCall}. A call without one keeps the channel's longest
 * deadline.
 */
final class CarryAlong implements ClientInterceptor {

    private static final Metadata.Key<String> REQUEST_ID = key(RequestId.HEADER);

    @Override
    public <I, O> ClientCall<I, O> interceptCall(MethodDescriptor<I, O> method, CallOptions options, Channel next) {
        OutgoingCall call = OutgoingCall.CURRENT.get();
        if (call == null) {
            return next.newCall(method, options);
        }
        return new SimpleForwardingClientCall<>(next.newCall(method, bounded(options, call))) {
            @Override
            public void start(Listener<O> listener, Metadata headers) {
                call.requestId().ifPresent(id -> headers.put(REQUEST_ID, id));
                super.start(listener, headers);
            }
        };
    }

    private static CallOptions bounded(CallOptions options, OutgoingCall call) {
        if (!call.deadline().isBounded()) {
            return options;
        }
        Deadline own = Deadline.after(call.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
        Deadline longest = options.getDeadline();
        return options.withDeadline(longest == null ? own : own.minimum(longest));
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
