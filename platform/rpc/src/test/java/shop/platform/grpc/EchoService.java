package shop.platform.grpc;

import akka.NotUsed;
import akka.grpc.javadsl.Metadata;
import akka.stream.javadsl.Source;
import com.google.api.AnnotationsProto;
import com.google.api.CustomHttpPattern;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.rpc.context.AttributeContext;
import com.google.rpc.context.AttributeContextProto;
import com.google.type.Color;
import com.google.type.ColorProto;
import io.grpc.Status.Code;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import shop.contract.errors.ErrorReason;
import shop.contract.user.GetUserRequest;
import shop.contract.user.User;
import shop.contract.user.UserOuterClass;
import shop.platform.call.ApiException;

/**
 * A service of the tests with every kind of HTTP binding, over messages that are there anyway. Its methods answer what
 * they were asked; the stream gives two revisions, then fails for "broken" and goes on for ever for "endless".
 */
public final class EchoService implements EchoApi {

    private static final String REQUEST = ".google.rpc.context.AttributeContext.Request";
    private static final String COLOR = ".google.type.Color";

    public static GrpcService create() {
        return GrpcService.of(descriptor(), EchoApi.class, new EchoService());
    }

    @Override
    public CompletionStage<AttributeContext.Request> request(AttributeContext.Request request, Metadata metadata) {
        return CompletableFuture.completedFuture(request);
    }

    @Override
    public CompletionStage<Color> paint(Color request, Metadata metadata) {
        return CompletableFuture.completedFuture(request);
    }

    @Override
    public Source<User, NotUsed> watchUser(GetUserRequest request, Metadata metadata) {
        Source<User, NotUsed> revisions = Source.range(1, 2)
                .map(revision -> User.newBuilder()
                        .setId(request.getId())
                        .setRevision(revision)
                        .build())
                .mapMaterializedValue(unused -> NotUsed.getInstance());
        return switch (request.getId()) {
            case "missing" -> Source.failed(missing());
            case "broken" -> revisions.concatLazy(Source.lazySource(() -> Source.failed(missing())));
            case "endless" -> revisions.concatLazy(Source.maybe());
            default -> revisions;
        };
    }

    private static ApiException missing() {
        return ApiException.builder(Code.NOT_FOUND, ErrorReason.USER_NOT_FOUND, "There is no such user.")
                .resource("user.User", "missing")
                .build();
    }

    private static ServiceDescriptor descriptor() {
        FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder()
                .setName("test/echo.proto")
                .setPackage("test")
                .addDependency(UserOuterClass.getDescriptor().getName())
                .addDependency(AttributeContextProto.getDescriptor().getName())
                .addDependency(ColorProto.getDescriptor().getName());
        var service = file.addServiceBuilder().setName("Echo");
        service.addMethodBuilder()
                .setName("Request")
                .setInputType(REQUEST)
                .setOutputType(REQUEST)
                .setOptions(http(HttpRule.newBuilder()
                        .setGet("/v1/requests/{id}")
                        .addAdditionalBindings(HttpRule.newBuilder().setGet("/v1/{id=tenants/*/requests/*}"))
                        .addAdditionalBindings(HttpRule.newBuilder().setGet("/v1/files/{path=**}"))
                        .addAdditionalBindings(HttpRule.newBuilder().setGet("/v1/principals/{auth.principal}"))
                        .addAdditionalBindings(HttpRule.newBuilder()
                                .setPut("/v1/requests/{id}/auth")
                                .setBody("auth"))
                        .addAdditionalBindings(HttpRule.newBuilder()
                                .setPost("/v1/requests/{id}:check")
                                .setBody("*"))
                        .addAdditionalBindings(HttpRule.newBuilder()
                                .setDelete("/v1/requests/{id}")
                                .setResponseBody("auth"))
                        .addAdditionalBindings(HttpRule.newBuilder()
                                .setCustom(CustomHttpPattern.newBuilder()
                                        .setKind("OPTIONS")
                                        .setPath("/v1/requests")))));
        service.addMethodBuilder()
                .setName("Paint")
                .setInputType(COLOR)
                .setOutputType(COLOR)
                .setOptions(http(HttpRule.newBuilder().setGet("/v1/colors")));
        service.addMethodBuilder()
                .setName("WatchUser")
                .setInputType(".user.GetUserRequest")
                .setOutputType(".user.User")
                .setServerStreaming(true)
                .setOptions(http(HttpRule.newBuilder().setGet("/v1/users/{id}:watch")));
        try {
            return FileDescriptor.buildFrom(file.build(), new FileDescriptor[] {
                        UserOuterClass.getDescriptor(),
                        AttributeContextProto.getDescriptor(),
                        ColorProto.getDescriptor()
                    })
                    .findServiceByName("Echo");
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodOptions.Builder http(HttpRule.Builder rule) {
        return MethodOptions.newBuilder().setExtension(AnnotationsProto.http, rule.build());
    }
}
