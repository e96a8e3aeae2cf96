package shop.platform.grpc.json;

import akka.http.javadsl.model.HttpHeader;
import java.util.List;
import shop.platform.call.ApiException;

/** A failure with an HTTP status that has no gRPC code. */
final class HttpFailure extends RuntimeException {

    private final int status;
    private final transient ApiException error;
    private final transient List<HttpHeader> headers;

    HttpFailure(int status, ApiException error, HttpHeader... headers) {
        super(error.getMessage(), error, false, false);
        this.status = status;
        this.error = error;
        this.headers = List.of(headers);
    }

    int status() {
        return status;
    }

    ApiException error() {
        return error;
    }

    List<HttpHeader> headers() {
        return headers;
    }
}
