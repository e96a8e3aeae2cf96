package shop.platform.grpc;

import com.google.rpc.RequestInfo;
import com.google.rpc.Status;

/** Turns whatever a call fails with into what its caller is told. */
public final class ErrorMapper {

    private ErrorMapper() {}

    /** The failure as the caller gets it. */
    public static ApiException describe(Throwable failure) {
        if (failure instanceof ApiException api) {
            return api;
        }
        return ApiException.builder(io.grpc.Status.Code.INTERNAL, "INTERNAL", "The call failed.")
                .cause(failure)
                .build();
    }

    /** The failure in the wire form, with the id of the request. */
    static Status toStatus(ApiException failure, String requestId) {
        Status.Builder status =
                Status.newBuilder().setCode(failure.code().value()).setMessage(failure.getMessage());
        failure.details().forEach(detail -> status.addDetails(com.google.protobuf.Any.pack(detail)));
        return status.addDetails(com.google.protobuf.Any.pack(
                        RequestInfo.newBuilder().setRequestId(requestId).build()))
                .build();
    }
}
