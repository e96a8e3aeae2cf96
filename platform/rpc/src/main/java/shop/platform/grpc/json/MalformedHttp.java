package shop.platform.grpc.json;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;
import io.grpc.Status.Code;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;
import shop.platform.call.Excerpt;
import shop.platform.grpc.CallFailure;
import shop.platform.grpc.RequestId;

/**
 * Answers requests of HTTP/1.1 that Akka HTTP cannot parse, in the API's error model. Akka HTTP creates it by {@code
 * akka.http.server.parsing.error-handler}.
 */
public final class MalformedHttp extends ParsingErrorHandler {

    /** A handler. */
    public MalformedHttp() {}

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
        ApiException error = ApiException.builder(
                        Code.INVALID_ARGUMENT,
                        ErrorReason.MALFORMED_HTTP,
                        "The request is malformed: " + Excerpt.of(info.summary()))
                .build();
        String requestId = RequestId.random();
        return JsonWriter.failure(new CallFailure(error, requestId), status)
                .addHeader(RawHeader.create(RequestId.HEADER, requestId));
    }
}
