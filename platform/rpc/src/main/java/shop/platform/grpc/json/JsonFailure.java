package shop.platform.grpc.json;

import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.rpc.RetryInfo;
import shop.platform.call.ApiException;
import shop.platform.grpc.CallFailure;

/**
 * A failure as callers of the JSON API get it, for those who describe the API.
 *
 * @param status of HTTP
 * @param body as it is sent
 * @param mayBeRepeated whether it says when to try again
 */
public record JsonFailure(int status, ObjectNode body, boolean mayBeRepeated) {

    /**
     * The form of a failure.
     *
     * @param httpStatus the one to use instead of that of its code; 0 for none
     */
    public static JsonFailure of(ApiException error, String requestId, int httpStatus) {
        CallFailure failure = new CallFailure(error, requestId);
        StatusCode status = httpStatus == 0 ? JsonWriter.status(failure) : StatusCodes.get(httpStatus);
        boolean mayBeRepeated = error.details().stream().anyMatch(RetryInfo.class::isInstance);
        return new JsonFailure(status.intValue(), JsonWriter.errorNode(failure, status), mayBeRepeated);
    }
}
