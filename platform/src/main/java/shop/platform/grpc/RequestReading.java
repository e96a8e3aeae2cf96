package shop.platform.grpc;

import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.http.scaladsl.model.http2.PeerClosedStreamException;
import io.grpc.Status.Code;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/** What can go wrong while a request is read is mostly the caller's fault, and is told so. */
final class RequestReading {

    /** Bytes around a message on the wire: flag and length, and base64 makes four of three. */
    static final int FRAME_OVERHEAD = 5;

    private RequestReading() {}

    /** The message, or why it cannot be read. */
    static <T> CompletionStage<T> checked(CompletionStage<T> message, int maxSize) {
        if (message instanceof CompletableFuture<T> future && future.isDone() && !future.isCompletedExceptionally()) {
            return message;
        }
        return message.exceptionally(failure -> {
            throw new CompletionException(describe(failure, maxSize));
        });
    }

    private static Throwable describe(Throwable failure, int maxSize) {
        Throwable actual =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (actual instanceof EntityStreamSizeException) {
            return MessageLimit.exceeded(maxSize);
        }
        if (actual instanceof ApiException
                || actual instanceof TimeoutException
                || actual instanceof PeerClosedStreamException) {
            return actual;
        }
        return ApiException.builder(Code.INVALID_ARGUMENT, "MALFORMED_REQUEST", "The request message is malformed.")
                .cause(actual)
                .build();
    }
}
