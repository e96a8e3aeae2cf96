package shop.acceptance;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.util.HexFormat;
import java.util.Random;

/** A caller that traces: its calls are part of a trace that it has begun. */
record TracedCall(String traceId, String spanId) {
    private static final Metadata.Key<String> TRACEPARENT =
            Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

    static TracedCall begin() {
        var random = new Random();
        return new TracedCall(hex(random, 16), hex(random, 8));
    }

    /** The W3C header, which says that the trace is recorded. */
    String traceparent() {
        return "00-" + traceId + "-" + spanId + "-01";
    }

    Channel through(Channel channel) {
        var headers = new Metadata();
        headers.put(TRACEPARENT, traceparent());
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static String hex(Random random, int bytes) {
        var id = new byte[bytes];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }
}
