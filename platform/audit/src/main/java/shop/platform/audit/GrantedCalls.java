package shop.platform.audit;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import com.google.protobuf.Message;
import java.util.concurrent.CompletionStage;
import shop.platform.grpc.CallContext;
import shop.platform.grpc.Interceptor;
import shop.platform.security.Grant;

/** Notes by what right a call goes on. Stands within access control. */
final class GrantedCalls implements Interceptor {

    @Override
    public CompletionStage<Message> unary(Message request, CallContext context, Unary next) {
        CallRecord.of(context).granted(Grant.of(context));
        return next.call(request, context);
    }

    @Override
    public Source<Message, NotUsed> streaming(Message request, CallContext context, Streaming next) {
        CallRecord.of(context).granted(Grant.of(context));
        return next.call(request, context);
    }
}
