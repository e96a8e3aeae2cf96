package shop.platform.grpc;

import akka.NotUsed;
import akka.grpc.javadsl.Metadata;
import akka.stream.StreamLimitReachedException;
import akka.stream.javadsl.Source;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.grpc.Status.Code;
import io.grpc.reflection.v1.ErrorResponse;
import io.grpc.reflection.v1.ExtensionNumberResponse;
import io.grpc.reflection.v1.FileDescriptorResponse;
import io.grpc.reflection.v1.ListServiceResponse;
import io.grpc.reflection.v1.ServerReflectionProto;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import java.util.List;
import java.util.Optional;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;

/** {@code grpc.reflection}: describes the services to clients without the proto files. */
final class ReflectionService implements ReflectionApi {

    /** A tool asks for each service and each file once. An answer is thousands of times larger than its request. */
    static final int MAX_REQUESTS = 1_000;

    /** Names are shorter; the answer repeats the request. */
    private static final int MAX_REQUEST_BYTES = 2_048;

    private static final ServiceDescriptor V1 =
            ServerReflectionProto.getDescriptor().findServiceByName("ServerReflection");

    @SuppressWarnings("deprecation") // deprecated in its proto file, but most tools still use it
    private static final ServiceDescriptor V1_ALPHA =
            io.grpc.reflection.v1alpha.ServerReflectionProto.getDescriptor().findServiceByName("ServerReflection");

    private final List<ServiceDescriptor> services;
    private final DescriptorIndex index;

    private ReflectionService(List<ServiceDescriptor> services) {
        this.services = services;
        this.index = DescriptorIndex.of(services);
    }

    /** Returns both versions of the service, for these services. */
    static List<GrpcService> of(List<ServiceDescriptor> services) {
        ReflectionService reflection = new ReflectionService(services);
        return List.of(
                GrpcService.of(V1, ReflectionApi.class, reflection),
                GrpcService.of(V1_ALPHA, ReflectionApi.class, reflection));
    }

    @Override
    public Source<ServerReflectionResponse, NotUsed> serverReflectionInfo(
            Source<ServerReflectionRequest, NotUsed> requests, Metadata metadata) {
        return requests.limit(MAX_REQUESTS)
                .mapError(StreamLimitReachedException.class, failure -> tooMany())
                .map(this::answer);
    }

    private static ApiException tooMany() {
        return ApiException.builder(
                        Code.RESOURCE_EXHAUSTED,
                        ErrorReason.TOO_MANY_REQUESTS,
                        "Too many requests in one stream; begin another.")
                .quota("requests of a stream", "at most " + MAX_REQUESTS)
                .build();
    }

    private ServerReflectionResponse answer(ServerReflectionRequest request) {
        if (request.getSerializedSize() > MAX_REQUEST_BYTES) {
            throw RequestBytes.tooLarge(MAX_REQUEST_BYTES);
        }
        ServerReflectionResponse.Builder response = ServerReflectionResponse.newBuilder()
                .setValidHost(request.getHost())
                .setOriginalRequest(request);
        switch (request.getMessageRequestCase()) {
            case LIST_SERVICES -> response.setListServicesResponse(list());
            case FILE_BY_FILENAME -> file(response, index.file(request.getFileByFilename()));
            case FILE_CONTAINING_SYMBOL -> file(response, index.symbol(request.getFileContainingSymbol()));
            case FILE_CONTAINING_EXTENSION ->
                file(
                        response,
                        index.extension(
                                request.getFileContainingExtension().getContainingType(),
                                request.getFileContainingExtension().getExtensionNumber()));
            case ALL_EXTENSION_NUMBERS_OF_TYPE -> numbers(response, request.getAllExtensionNumbersOfType());
            case MESSAGEREQUEST_NOT_SET -> response.setErrorResponse(error(Code.INVALID_ARGUMENT, "empty request"));
        }
        return response.build();
    }

    private ListServiceResponse list() {
        ListServiceResponse.Builder list = ListServiceResponse.newBuilder();
        services.forEach(service -> list.addServiceBuilder().setName(service.getFullName()));
        return list.build();
    }

    private void numbers(ServerReflectionResponse.Builder response, String type) {
        if (index.symbol(type).isEmpty()) {
            response.setErrorResponse(error(Code.NOT_FOUND, "not found"));
            return;
        }
        response.setAllExtensionNumbersResponse(ExtensionNumberResponse.newBuilder()
                .setBaseTypeName(type)
                .addAllExtensionNumber(index.extensions(type)));
    }

    private void file(ServerReflectionResponse.Builder response, Optional<FileDescriptor> found) {
        if (found.isEmpty()) {
            response.setErrorResponse(error(Code.NOT_FOUND, "not found"));
            return;
        }
        FileDescriptorResponse.Builder files = FileDescriptorResponse.newBuilder();
        index.withDependencies(found.get())
                .forEach(file -> files.addFileDescriptorProto(file.toProto().toByteString()));
        response.setFileDescriptorResponse(files);
    }

    private static ErrorResponse error(Code code, String message) {
        return ErrorResponse.newBuilder()
                .setErrorCode(code.value())
                .setErrorMessage(message)
                .build();
    }
}
