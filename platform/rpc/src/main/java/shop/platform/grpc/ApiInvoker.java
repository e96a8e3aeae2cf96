package shop.platform.grpc;

import akka.NotUsed;
import akka.grpc.javadsl.Metadata;
import akka.stream.javadsl.Source;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;

/** Calls one Java method of a power API. */
final class ApiInvoker {

    private static final MethodType ERASED = MethodType.methodType(Object.class, Object.class, Metadata.class);

    private final MethodHandle handle;
    private final Message requestPrototype;

    private ApiInvoker(MethodHandle handle, Message requestPrototype) {
        this.handle = handle;
        this.requestPrototype = requestPrototype;
    }

    /**
     * Returns the Java method for a protobuf method: the same name with a small initial, with request and metadata.
     *
     * @throws IllegalArgumentException when the API has no such method
     */
    static ApiInvoker of(GrpcService service, MethodDescriptor descriptor) {
        Method method = find(service.api(), descriptor);
        try {
            MethodHandle handle = MethodHandles.lookup()
                    .unreflect(method)
                    .bindTo(service.implementation())
                    .asType(ERASED);
            return new ApiInvoker(handle, prototype(method, descriptor));
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException("api: " + service.api() + " (expected: a public interface)", e);
        }
    }

    Message requestPrototype() {
        return requestPrototype;
    }

    @SuppressWarnings("unchecked") // the power API's own type; the message type is erased everywhere here
    CompletionStage<Message> unary(Message request, CallContext context) {
        return (CompletionStage<Message>) invoke(request, context);
    }

    @SuppressWarnings("unchecked") // as above
    Source<Message, NotUsed> streaming(Message request, CallContext context) {
        return (Source<Message, NotUsed>) invoke(request, context);
    }

    @SuppressWarnings("unchecked") // as above
    Source<Message, NotUsed> bidirectional(Source<Message, NotUsed> requests, CallContext context) {
        return (Source<Message, NotUsed>) invoke(requests, context);
    }

    private Object invoke(Object request, Metadata metadata) {
        try {
            return (Object) handle.invokeExact(request, metadata);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException(failure); // a power API declares no checked exceptions
        }
    }

    private static Method find(Class<?> api, MethodDescriptor descriptor) {
        String name = Character.toLowerCase(descriptor.getName().charAt(0))
                + descriptor.getName().substring(1);
        return Arrays.stream(api.getMethods())
                .filter(method -> method.getName().equals(name) && method.getParameterCount() == 2)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "api: " + api + " (expected: a method " + name + "(request, metadata))"));
    }

    private static Message prototype(Method method, MethodDescriptor descriptor) {
        Type parameter = method.getGenericParameterTypes()[0];
        Type message = descriptor.isClientStreaming()
                ? ((ParameterizedType) parameter).getActualTypeArguments()[0]
                : parameter;
        return Internal.getDefaultInstance(((Class<?>) message).asSubclass(Message.class));
    }
}
