package shop.platform.security;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import com.google.protobuf.Message;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import shop.platform.call.ApiException;
import shop.platform.grpc.CallContext;

/**
 * Ends a stream when its caller's token is no longer valid: it has expired, or the issuer has withdrawn its key. The
 * token is verified periodically while the stream lasts.
 *
 * @param verify the caller by the credentials that the call came with
 */
record Standing(Duration interval, Supplier<CompletionStage<Caller>> verify) {
    static final CallContext.Key<Standing> KEY = CallContext.Key.named("standing");

    /** Returns the answers until the token is rejected; then the stream fails with that rejection. */
    Source<Message, NotUsed> during(Source<Message, NotUsed> answers) {
        Source<Message, ?> checks = Source.tick(interval, interval, NotUsed.getInstance())
                .mapAsync(1, tick -> verify.get().handle((caller, failure) -> nothingUnlessRefused(failure)))
                .mapConcat(nothing -> nothing);
        return answers.merge(checks, true);
    }

    /** If no keys are known, the token cannot be checked; the stream continues. */
    private static List<Message> nothingUnlessRefused(Throwable failure) {
        Throwable reason = failure instanceof CompletionException ? failure.getCause() : failure;
        if (reason instanceof ApiException refusal && refusal.code() == Code.UNAUTHENTICATED) {
            throw refusal;
        }
        return List.of();
    }
}
