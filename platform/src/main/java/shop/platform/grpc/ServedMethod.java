package shop.platform.grpc;

import akka.NotUsed;
import akka.http.javadsl.model.HttpRequest;
import akka.stream.javadsl.Source;
import com.google.protobuf.Message;
import java.util.List;
import java.util.concurrent.CompletionStage;
import shop.platform.telemetry.Telemetry;

/** A method with its implementation behind gate and interceptors: what every protocol calls. Thread-safe. */
public final class ServedMethod {

    private final RpcMethod method;
    private final Message prototype;
    private final ApiInvoker invoker;
    private final CallGate gate;
    private final CallLimit limit;
    private final MethodTelemetry telemetry;
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
        this.unary = CallChain.unary(interceptors, invoker::unary);
        this.streaming = CallChain.streaming(interceptors, invoker::streaming);
    }

    /** The methods of a service, in the order of its proto file. */
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

    /** The context of a call of this method, which begins now. */
    public CallContext arriving(HttpRequest request, String requestId, DeadlinePolicy deadlines) {
        return telemetry.begin(CallContext.arriving(method, request, requestId, deadlines));
    }

    /** The method. */
    public RpcMethod method() {
        return method;
    }

    /** The empty request. */
    public Message prototype() {
        return prototype;
    }

    /**
     * Looks whether a call has a chance, before anything of its request is read.
     *
     * @throws ApiException when it has none
     */
    public void check(CallContext context) {
        try {
            gate.check(context, limit);
        } catch (ApiException refusal) {
            telemetry.end(context, refusal);
            throw refusal;
        }
    }

    /** Calls a method with one request and one answer. The time to read the request counts against the deadline. */
    public CompletionStage<Message> unary(CompletionStage<? extends Message> request, CallContext context) {
        return telemetry.unary(
                context, () -> gate.unary(context, limit, request, message -> unary.call(message, context)));
    }

    /** Calls a method with one request and a stream of answers. */
    public Source<Message, NotUsed> streaming(Message request, CallContext context) {
        return telemetry.streaming(context, gate.streaming(context, () -> streaming.call(request, context)));
    }

    /** Calls a method with a stream of requests and of answers, which passes no interceptor. */
    Source<Message, NotUsed> bidirectional(Source<Message, NotUsed> requests, CallContext context) {
        return telemetry.streaming(context, gate.streaming(context, () -> invoker.bidirectional(requests, context)));
    }
}
