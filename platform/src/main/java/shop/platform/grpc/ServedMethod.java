package shop.platform.grpc;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import com.google.protobuf.Message;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A method with its implementation behind gate and interceptors: what every protocol calls. Thread-safe. */
public final class ServedMethod {

    private final RpcMethod method;
    private final Message prototype;
    private final ApiInvoker invoker;
    private final CallGate gate;
    private final Interceptor.Unary unary;
    private final Interceptor.Streaming streaming;

    private ServedMethod(RpcMethod method, ApiInvoker invoker, CallGate gate, List<Interceptor> interceptors) {
        this.method = method;
        this.prototype = invoker.requestPrototype();
        this.invoker = invoker;
        this.gate = gate;
        this.unary = CallChain.unary(interceptors, invoker::unary);
        this.streaming = CallChain.streaming(interceptors, invoker::streaming);
    }

    /** The methods of a service, in the order of its proto file. */
    static List<ServedMethod> of(GrpcService service, CallGate gate, List<Interceptor> interceptors) {
        return service.descriptor().getMethods().stream()
                .map(descriptor -> new ServedMethod(
                        RpcMethod.of(descriptor), ApiInvoker.of(service, descriptor), gate, interceptors))
                .toList();
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
        gate.check(context);
    }

    /** Calls a method with one request and one answer. The time to read the request counts against the deadline. */
    public CompletionStage<Message> unary(CompletionStage<? extends Message> request, CallContext context) {
        return gate.unary(context, request, message -> unary.call(message, context));
    }

    /** Calls a method with one request and a stream of answers. */
    public Source<Message, NotUsed> streaming(Message request, CallContext context) {
        return gate.streaming(context, () -> streaming.call(request, context));
    }

    /** Calls a method with a stream of requests and of answers, which passes no interceptor. */
    Source<Message, NotUsed> bidirectional(Source<Message, NotUsed> requests, CallContext context) {
        return gate.streaming(context, () -> invoker.bidirectional(requests, context));
    }
}
