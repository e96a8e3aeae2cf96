package shop.platform.grpc;

import com.google.protobuf.Descriptors.ServiceDescriptor;

/**
 * A protobuf service and what implements it.
 *
 * @param descriptor the service as the proto file defines it
 * @param api the generated power API interface: for each method of the service one Java method that takes the request
 *     and the metadata
 * @param implementation an instance of {@code api}; called concurrently, so thread-safe; gets a {@link CallContext} as
 *     its metadata
 */
public record GrpcService(ServiceDescriptor descriptor, Class<?> api, Object implementation) {

    /**
     * @throws IllegalArgumentException when the implementation does not implement the API
     */
    public GrpcService {
        if (!api.isInstance(implementation)) {
            throw new IllegalArgumentException("implementation: " + implementation + " (expected: a " + api + ")");
        }
    }

    /** Returns a service whose API the compiler has checked against its implementation. */
    public static <T> GrpcService of(ServiceDescriptor descriptor, Class<T> api, T implementation) {
        return new GrpcService(descriptor, api, implementation);
    }
}
