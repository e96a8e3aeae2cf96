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
 * Ends a stream whose caller's token is no longer good: it has expired, or the issuer has withdrawn its key. The token is verified
 * again in intervals for as long as the stream lasts.
 *
 * @param verify the caller by the credentials that the call came with
 */
record Standing(Duration interval, Supplier<CompletionStage<Caller>> verify) {
    static final CallContext.Key<Standing> KEY = CallContext.Key.named("standing");

    /** The answers, until the token is refused; then the stream fails with that refusal. */
    Source<Message, NotUsed> during(Source<Message, NotUsed> answers) {
        Source<Message, ?> checks = Source.tick(interval, interval, NotUsed.getInstance())
                .mapAsync(1, tick -> verify.get().handle((caller, failure) -> nothingUnlessRefused(failure)))
                .mapConcat(nothing -> nothing);
        return answers.merge(checks, true);
    }

    /** That nobody can tell now, since no keys are known, ends nothing. */
    private static List<Message> nothingUnlessRefused(Throwable failure) {
        Throwable reason = failure instanceof CompletionException ? failure.getCause() : failure;
        if (reason instanceof ApiException refusal && refusal.code() == Code.UNAUTHENTICATED) {
            throw refusal;
        }
        return List.of();
    }
}
