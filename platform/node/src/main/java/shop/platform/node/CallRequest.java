package shop.platform.node;

import akka.grpc.javadsl.Metadata;
import com.google.protobuf.Message;
import java.time.Clock;
import shop.platform.audit.Audit;
import shop.platform.entity.Request;
import shop.platform.grpc.CallContext;
import shop.platform.grpc.Fingerprint;
import shop.platform.security.Grant;

/** The request that a call brings to the domain: who asks by what right, for what, and what makes its repetition recognisable. */
public final class CallRequest {
    private CallRequest() {}

    /**
     * Returns the request that arrives now.
     *
     * @param requestId that the caller gave; empty: none
     * @param content what makes two requests the same: the message without its request id
     * @param metadata of the call
     */
    public static Request of(String requestId, Message content, Metadata metadata, Clock clock) {
        var call = CallContext.of(metadata);
        var grant = Grant.of(call);
        return Request.arriving(
                        requestId,
                        Fingerprint.of(content),
                        grant.caller().name(),
                        grant.owner(),
                        call.traceparent(),
                        clock)
                .from(Audit.origin(call));
    }
}
