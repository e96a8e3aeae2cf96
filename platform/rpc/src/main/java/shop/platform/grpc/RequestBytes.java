package shop.platform.grpc;

import akka.http.javadsl.model.HttpEntity;
import akka.http.scaladsl.model.EntityStreamException;
import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.stream.Materializer;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.grpc.Status.Code;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;
import shop.platform.call.Deadline;

/** Reads the body of a request up to a limit. */
public final class RequestBytes {

    // A caller whose connection closes while it sends may miss the answer, so bytes beyond the limit are read and
    // dropped, up to this many times the limit.
    private static final int DRAINED = 4;

    private RequestBytes() {}

    /**
     * Returns the bytes of a body. The stage fails with an {@link ApiException} when there are more than the limit.
     *
     * @param deadline up to when the body must be there
     */
    public static CompletionStage<ByteString> read(
            HttpEntity body, int limit, Deadline deadline, Materializer materializer) {
        if (body instanceof HttpEntity.Strict strict) {
            return strict.getData().size() > limit
                    ? CompletableFuture.failedFuture(tooLarge(limit))
                    : CompletableFuture.completedFuture(strict.getData());
        }
        Source<ByteString, Object> bytes =
                body.withSizeLimit((long) limit * DRAINED).getDataBytes();
        Source<ByteString, Object> bounded =
                deadline.isBounded() ? bytes.completionTimeout(deadline.remaining()) : bytes;
        return bounded.mapError(EntityStreamSizeException.class, failure -> tooLarge(limit))
                .mapError(EntityStreamException.class, RequestBytes::malformed)
                .runWith(
                        Sink.fold(ByteString.emptyByteString(), (read, next) -> append(read, next, limit)),
                        materializer)
                .thenApply(read -> {
                    if (read.size() > limit) {
                        throw new CompletionException(tooLarge(limit));
                    }
                    return read;
                });
    }

    /**
     * Returns the failure of a request that is larger than this many bytes. A retry would not help, so it has no delay.
     */
    static ApiException tooLarge(int limit) {
        return ApiException.builder(
                        Code.RESOURCE_EXHAUSTED,
                        ErrorReason.MESSAGE_TOO_LARGE,
                        "The request is larger than " + limit + " bytes.")
                .quota("request size", "at most " + limit + " bytes")
                .withoutRetry()
                .build();
    }

    /** Returns the failure of a request that cannot be read. */
    static ApiException malformed(Throwable cause) {
        return ApiException.builder(Code.INVALID_ARGUMENT, ErrorReason.MALFORMED_REQUEST, "The request is malformed.")
                .cause(cause)
                .build();
    }

    private static ByteString append(ByteString read, ByteString next, int limit) {
        return read.size() > limit ? read : read.concat(next);
    }
}
