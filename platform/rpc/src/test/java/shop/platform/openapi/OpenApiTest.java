package shop.platform.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.AnnotationsProto;
import com.google.api.FieldBehaviorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.ExtensionRegistry;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import shop.contract.access.Access;
import shop.contract.errors.ErrorReason;
import shop.contract.errors.Errors;
import shop.contract.limits.Limits;

/** Every method of the contract is in the document, with what a caller has to know. That it is valid, ClientsIT says. */
class OpenApiTest {
    /** All of the contract, so that none is forgotten. */
    private static final List<ServiceDescriptor> SERVICES = services();

    private static final JsonNode DOCUMENT = OpenApi.of("shop", "1", SERVICES);

    static Stream<MethodDescriptor> methods() {
        return SERVICES.stream().flatMap(service -> service.getMethods().stream());
    }

    @Test
    void theContractHasServices() {
        assertThat(SERVICES).extracting(ServiceDescriptor::getName).contains("UserService", "OrderService");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodHasAnEntryThatSaysWhatItDoesAndWhoMayCallIt(MethodDescriptor method) {
        var operation = operation(method);

        assertThat(operation.path("summary").asText()).isNotBlank();
        assertThat(operation.path("description").asText()).contains("Who may call it: ");
        assertThat(operation.path("x-access").path("roles")).isNotEmpty();
        assertThat(operation.path("x-idempotency")).isNotEmpty();
        for (var status : List.of("200", "400", "401", "403", "429", "503", "504")) {
            assertThat(operation.path("responses").has(status)).as(status).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aRepeatableMethodSaysByWhatAndAListHowItIsPaged(MethodDescriptor method) {
        var repeatable = method.getInputType().findFieldByName("request_id") != null;
        var paged = method.getInputType().findFieldByName("page_token") != null;

        assertThat(operation(method).at("/x-idempotency/key").asText()).isEqualTo(repeatable ? "requestId" : "");
        assertThat(operation(method).at("/x-paging/next").asText()).isEqualTo(paged ? "nextPageToken" : "");
    }

    @Test
    void everyReasonThatACallOfJsonCanHaveHasAnExampleAsTheServerWouldSendIt() {
        var examples = DOCUMENT.at("/components/examples");
        var gone = examples.path("USER_NOT_FOUND").path("value").path("error");

        assertThat(examples.size()).isGreaterThan(40);
        examples.properties().forEach(example -> {
            var error = example.getValue().path("value").path("error");
            assertThat(example.getValue().path("description").asText()).isNotBlank();
            assertThat(error.path("message").asText()).isNotBlank();
            assertThat(ErrorReason.valueOf(error.at("/details/0/reason").asText()))
                    .isNotNull();
        });
        assertThat(gone.path("code").asInt()).isEqualTo(404);
        assertThat(examples.at("/MESSAGE_TOO_LARGE/value/error/code").asInt()).isEqualTo(413);
        assertThat(examples.at("/STALE_REVISION/value/error/details/0/metadata/current_revision")
                        .asText())
                .isEqualTo("4");
    }

    @Test
    void onlyWhereAUserIsAPreconditionTheirAbsenceIsOne() {
        assertThat(DOCUMENT.at("/paths/~1v1~1orders/post/responses/400/content/application~1json/examples")
                        .has("USER_NOT_FOUND.FAILED_PRECONDITION"))
                .isTrue();
        assertThat(DOCUMENT.at("/paths/~1v1~1users~1{id}/get/responses/400/content/application~1json/examples")
                        .has("USER_NOT_FOUND.FAILED_PRECONDITION"))
                .isFalse();
    }

    @Test
    void messagesAreInProtoJsonsFormWithTheirLimits() {
        var create = DOCUMENT.at("/components/schemas/CreateUserRequest");
        var user = DOCUMENT.at("/components/schemas/User");
        var line = DOCUMENT.at("/components/schemas/OrderLine");

        assertThat(create.at("/properties/name/maxLength").asInt()).isEqualTo(200);
        assertThat(create.at("/properties/requestId/pattern").asText()).isNotBlank();
        assertThat(create.path("required")).extracting(JsonNode::asText).containsExactly("name", "email");
        assertThat(user.at("/properties/revision/type").asText()).isEqualTo("string");
        assertThat(user.at("/properties/createTime/format").asText()).isEqualTo("date-time");
        assertThat(user.path("required")).extracting(JsonNode::asText).contains("id", "status");
        assertThat(line.at("/properties/quantity/maximum").asInt()).isEqualTo(10_000);
        assertThat(line.at("/properties/amount/readOnly").asBoolean()).isTrue();
        assertThat(DOCUMENT.at("/components/schemas/OrderStatus/enum")).hasSize(7);
        assertThat(DOCUMENT.at("/components/schemas/OrderStatus/description").asText())
                .contains("`ORDER_STATUS_PENDING`: Whether the user may order is not known yet.");
    }

    @Test
    void whatThePathSaysIsNotInTheBodyAndWithoutABodyTheRestIsInTheQuery() {
        var update = DOCUMENT.at("/paths/~1v1~1users~1{id}/patch");
        var list = DOCUMENT.at("/paths/~1v1~1users/get/parameters");

        assertThat(update.at("/parameters/0/name").asText()).isEqualTo("id");
        assertThat(update.at("/requestBody/content/application~1json/schema/properties")
                        .has("id"))
                .isFalse();
        assertThat(list).extracting(each -> each.path("name").asText()).contains("pageSize", "namePrefix");
    }

    @Test
    void aStreamIsLinesOfJson() {
        assertThat(DOCUMENT.at("/paths/~1v1~1orders~1{id}:watch/get/responses/200/content")
                        .has("application/x-ndjson"))
                .isTrue();
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryOperationHasItsOwnName() {
        List<String> names = new ArrayList<>();
        DOCUMENT.findValues("operationId").forEach(id -> names.add(id.asText()));

        assertThat(names).doesNotHaveDuplicates().contains("getUser", "watchOrder", "health");
        DOCUMENT.findValuesAsText("$ref")
                .forEach(reference -> assertThat(
                                DOCUMENT.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    /** Long documents are slow to load and to read. {@code target/openapi.json} is it, for people. */
    @Test
    void theDocumentStaysOfASizeThatCanBeRead() throws IOException {
        var text = DOCUMENT.toPrettyString();
        Files.writeString(Path.of("target", "openapi.json"), text);

        assertThat(DOCUMENT.toString().length()).isLessThan(300_000);
    }

    @ParameterizedTest
    @CsvSource({
        "auto, auto, production, 0",
        "on, auto, production, 1",
        "on, on, production, 6",
        "off, on, production, 0",
        "auto, auto, dev, 6",
        "auto, off, dev, 1",
        "off, auto, dev, 0"
    })
    void inProductionThereIsNeitherUnlessAskedFor(String openapi, String docs, String profile, int pages) {
        var config = ConfigFactory.parseString("""
                shop { profile = %s, service { name = shop, version = "1" }, grpc { openapi = %s, docs = %s } }
                """.formatted(profile, openapi, docs));

        assertThat(ApiPages.of(config, SERVICES)).hasSize(pages);
    }

    private static List<ServiceDescriptor> services() {
        var options = ExtensionRegistry.newInstance();
        Access.registerAllExtensions(options);
        Errors.registerAllExtensions(options);
        Limits.registerAllExtensions(options);
        AnnotationsProto.registerAllExtensions(options);
        FieldBehaviorProto.registerAllExtensions(options);
        Map<String, FileDescriptor> files = new LinkedHashMap<>();
        try (var contract = OpenApiTest.class.getClassLoader().getResourceAsStream(Comments.RESOURCE)) {
            for (var file : FileDescriptorSet.parseFrom(contract, options).getFileList()) {
                var imported = file.getDependencyList().stream().map(files::get).toArray(FileDescriptor[]::new);
                files.put(file.getName(), FileDescriptor.buildFrom(file, imported));
            }
        } catch (IOException | DescriptorValidationException e) {
            throw new IllegalStateException(Comments.RESOURCE, e);
        }
        return files.values().stream()
                .flatMap(file -> file.getServices().stream())
                .toList();
    }

    private static JsonNode operation(MethodDescriptor method) {
        var name = method.getService().getFullName() + "/" + method.getName();
        return DOCUMENT.path("paths").findParents("x-grpc-method").stream()
                .filter(operation -> operation.path("x-grpc-method").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no entry for " + name));
    }
}
