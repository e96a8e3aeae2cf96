package shop.platform.grpc;

import com.google.api.AnnotationsProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.MethodDescriptor;

/**
 * A method of a protobuf service. Its {@link #descriptor()} gives access to the method's options.
 *
 * @param descriptor the method as the proto file defines it
 * @param fullName service and method in gRPC's notation, e.g. {@code catalog.CatalogService/GetItem}
 * @param isMutating whether a call may change something: unless the contract says that it only reads, by HTTP's GET or by its option
 */
public record RpcMethod(MethodDescriptor descriptor, String fullName, boolean isMutating) {

    /** Returns the method that a descriptor describes. */
    public static RpcMethod of(MethodDescriptor descriptor) {
        return new RpcMethod(
                descriptor,
                descriptor.getService().getFullName() + "/" + descriptor.getName(),
                isMutating(descriptor.getOptions()));
    }

    private static boolean isMutating(MethodOptions options) {
        return !options.getExtension(AnnotationsProto.http).hasGet()
                && options.getIdempotencyLevel() != IdempotencyLevel.NO_SIDE_EFFECTS;
    }

    /** Returns the full name of the service, e.g. {@code catalog.CatalogService}. */
    public String service() {
        return descriptor.getService().getFullName();
    }

    /** Returns the name within the service, e.g. {@code GetUser}. */
    public String name() {
        return descriptor.getName();
    }

    /** Returns whether the answer is a stream of messages. */
    public boolean isStreaming() {
        return descriptor.isServerStreaming();
    }

    @Override
    public String toString() {
        return fullName;
    }
}
