package shop.platform.grpc.json;

import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import io.grpc.Status.Code;

/** The HTTP status for a gRPC code, as {@code google.rpc.Code} documents it. */
final class HttpStatus {

    private static final StatusCode CLIENT_CLOSED_REQUEST = StatusCodes.custom(499, "Client Closed Request", "");

    private HttpStatus() {}

    static StatusCode of(Code code) {
        return switch (code) {
            case OK -> StatusCodes.OK;
            case CANCELLED -> CLIENT_CLOSED_REQUEST;
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> StatusCodes.BAD_REQUEST;
            case UNAUTHENTICATED -> StatusCodes.UNAUTHORIZED;
            case PERMISSION_DENIED -> StatusCodes.FORBIDDEN;
            case NOT_FOUND -> StatusCodes.NOT_FOUND;
            case ALREADY_EXISTS, ABORTED -> StatusCodes.CONFLICT;
            case RESOURCE_EXHAUSTED -> StatusCodes.TOO_MANY_REQUESTS;
            case UNIMPLEMENTED -> StatusCodes.NOT_IMPLEMENTED;
            case UNAVAILABLE -> StatusCodes.SERVICE_UNAVAILABLE;
            case DEADLINE_EXCEEDED -> StatusCodes.GATEWAY_TIMEOUT;
            case UNKNOWN, INTERNAL, DATA_LOSS -> StatusCodes.INTERNAL_SERVER_ERROR;
        };
    }
}
