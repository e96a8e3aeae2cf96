package shop.platform.grpc;

import akka.NotUsed;
import akka.http.javadsl.model.HttpRequest;
import akka.stream.Materializer;
import akka.stream.javadsl.Source;
import com.google.protobuf.Message;
import java.util.List;
import java.util.concurrent.CompletionStage;
import shop.platform.telemetry.Telemetry;

/** A method with its implementation behind gate and interceptors, called by every protocol. Thread-safe. */
public final class ServedMethod {

    private final RpcMethod method;
    private final Message prototype;
    private final ApiInvoker invoker;
    private final CallGate gate;
    private final CallLimit limit;
    private final MethodTelemetry telemetry;
    private final Interceptor.Admission admission;
    private final Interceptor.Unary unary;
    private final Interceptor.Streaming streaming;

    private ServedMethod(
            RpcMethod method,
            ApiInvoker invoker,
            CallGate gate,
            List<Interceptor> interceptors,
            MethodTelemetry telemetry) {
        this.telemetry = telemetry;
        this.method = method;
        this.prototype = invoker.requestPrototype();
        this.invoker = invoker;
        this.gate = gate;
        this.limit = gate.limit();
        this.admission = CallChain.admission(interceptors);
        this.unary = CallChain.unary(interceptors, invoker::unary);
        this.streaming = CallChain.streaming(interceptors, invoker::streaming);
    }

    /** Returns the methods of a service, in the order of its proto file. */
    static List<ServedMethod> of(
            GrpcService service, CallGate gate, List<Interceptor> interceptors, Telemetry telemetry) {
        return service.descriptor().getMethods().stream()
                .map(RpcMethod::of)
                .map(method -> new ServedMethod(
                        method,
                        ApiInvoker.of(service, method.descriptor()),
                        gate,
                        interceptors,
                        new MethodTelemetry(telemetry, method)))
                .toList();
    }

    /** Begins a call of this method. */
    public ServedCall arriving(
            HttpRequest request, String requestId, DeadlinePolicy deadlines, Materializer materializer) {
        return ServedCall.arriving(this, request, requestId, deadlines, materializer);
    }

    /** Returns the method. */
    public RpcMethod method() {
        return method;
    }

    /** Returns the empty request. */
    public Message prototype() {
        return prototype;
    }

    CallGate gate() {
        return gate;
    }

    CallLimit limit() {
        return limit;
    }

    MethodTelemetry telemetry() {
        return telemetry;
    }

    /** Admits calls by their headers. */
    Interceptor.Admission admission() {
        return admission;
    }

    CompletionStage<Message> unary(Message request, CallContext context) {
        return unary.call(request, context);
    }

    Source<Message, NotUsed> streaming(Message request, CallContext context) {
        return streaming.call(request, context);
    }

    /** Calls a method with a stream of requests and of answers, which passes no interceptor. */
    Source<Message, NotUsed> bidirectional(Source<Message, NotUsed> requests, CallContext context) {
        return invoker.bidirectional(requests, context);
    }
}
