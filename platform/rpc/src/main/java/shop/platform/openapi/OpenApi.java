package shop.platform.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.List;
import java.util.stream.Stream;

/**
 * The OpenAPI 3.1 document of some services. Paths and messages are those of the JSON API, by {@code google.api.http} and
 * ProtoJSON; texts are the comments of the proto files; limits, access rules and reasons of errors are the options {@code
 * (shop.limits)}, {@code (shop.access)} and {@code (shop.errors)}.
 */
public final class OpenApi {
    private static final String GENERAL = """

            JSON field names are in lowerCamelCase (`requestId`); the names of the proto file (`request_id`) are accepted as well. 64-bit
            integers are strings. An error is a google.rpc.Status; programs should rely on the `reason` of its google.rpc.ErrorInfo, which
            never changes. Every response to a failed call has the header `x-request-id`, which is in the server's log as well; a caller
            may send its own. `grpc-timeout` bounds a call, as in gRPC. The same methods are served as gRPC and gRPC-Web on the same port.""";

    private OpenApi() {}

    /**
     * The document. Blocks while it reads the comments.
     *
     * @param title of the API
     * @param version of the API
     */
    public static ObjectNode of(String title, String version, List<ServiceDescriptor> services) {
        var comments = Comments.onClassPath();
        var document = JsonNodeFactory.instance.objectNode().put("openapi", "3.1.1");
        info(document.putObject("info"), title, version);
        document.putArray("servers").addObject().put("url", "/");
        var security = document.putArray("security");
        security.addObject().putArray("token");
        security.addObject().putArray("certificate");
        var tags = document.putArray("tags");
        var paths = document.putObject("paths");
        var components = document.putObject("components");
        var schemas = new Schemas(components.putObject("schemas"), comments);
        components.withObjectProperty("schemas").set("Error", ErrorAnswers.schema());
        components.withObjectProperty("schemas").set("ErrorReason", ErrorAnswers.reasonSchema());
        var errors = new ErrorAnswers(components.putObject("examples"), comments);
        var operations = new Operations(paths, schemas, errors, comments);
        methods(services).forEach(method -> schemas.sent(method.getInputType()));
        for (var service : services) {
            Schemas.describe(tags.addObject().put("name", service.getName()), comments.of(service));
        }
        methods(services).forEach(operations::add);
        NodePaths.add(tags, paths);
        securitySchemes(components.putObject("securitySchemes"));
        return document;
    }

    private static Stream<MethodDescriptor> methods(List<ServiceDescriptor> services) {
        return services.stream().flatMap(service -> service.getMethods().stream());
    }

    private static void info(ObjectNode info, String title, String version) {
        info.put("title", title).put("version", version);
        info.put("description", GENERAL.strip());
        info.putObject("license").put("name", "Apache-2.0").put("identifier", "Apache-2.0");
    }

    private static void securitySchemes(ObjectNode schemes) {
        schemes.putObject("token")
                .put("type", "http")
                .put("scheme", "bearer")
                .put("bearerFormat", "JWT")
                .put("description", "A token of the issuer: `sub` is the user, `roles` are the roles.");
        schemes.putObject("certificate")
                .put("type", "mutualTLS")
                .put("description", "The certificate of a service of the system.");
    }
}
