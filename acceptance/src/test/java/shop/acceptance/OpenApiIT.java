package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.acceptance.JsonClient.Answer;

/** What {@code /openapi.json} of each service says is what the service does. */
@ExtendWith(SharedSystem.class)
class OpenApiIT {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Endpoints endpoints;

    @BeforeEach
    void ask(Endpoints system) {
        endpoints = system;
    }

    @ParameterizedTest
    @ValueSource(strings = {"users", "orders"})
    void everyPathAnswersAsItSays(String service) {
        operations(service, (call, operation) -> {
            var answer = call.send(operation.has("requestBody") ? Optional.of("{}") : Optional.empty());
            var documented = operation.path("responses").path(Integer.toString(answer.status()));

            assertThat(documented.isMissingNode()).as("%s: %s", call, answer).isFalse();
            if (answer.status() >= 400 && answer.body().has("error")) {
                assertThat(documented.at("/content/application~1json/examples").properties())
                        .extracting(example -> example.getKey().split("\\.")[0])
                        .as("%s: %s", call, answer)
                        .contains(answer.body().at("/error/details/0/reason").asText());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"users", "orders"})
    void noOtherVerbAndNoOtherPathIsServed(String service) {
        var client = client(service);
        client.get("/openapi.json").body().path("paths").fieldNames().forEachRemaining(path -> {
            if (path.startsWith("/v1/")) {
                assertThat(client.send("PUT", concrete(path), Optional.empty()).status())
                        .as(path)
                        .isEqualTo(405);
            }
            assertThat(client.get("/v2" + concrete(path)).status()).as(path).isEqualTo(404);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"users", "orders"})
    void everyLimitOfABodyIsEnforced(String service) {
        var document = client(service).get("/openapi.json").body();
        operations(service, (call, operation) -> {
            var schema = resolved(document, operation.at("/requestBody/content/application~1json/schema"));
            schema.path("properties")
                    .properties()
                    .forEach(property -> beyond(property.getValue()).forEach(value -> {
                        ObjectNode body = MAPPER.createObjectNode();
                        body.set(property.getKey(), value);
                        var answer = call.send(Optional.of(body.toString()));
                        assertThat(answer.status())
                                .as("%s %s: %s", call, body, answer)
                                .isEqualTo(400);
                        assertThat(answer.body().findValuesAsText("field"))
                                .as("%s %s: %s", call, body, answer)
                                .contains(snake(property.getKey()));
                    }));
        });
    }

    @Test
    void everyLimitOfAQueryIsEnforced() {
        for (var service : new String[] {"users", "orders"}) {
            operations(
                    service,
                    (call, operation) -> operation.path("parameters").forEach(parameter -> {
                        if (parameter.path("in").asText().equals("query")) {
                            beyond(parameter.path("schema")).forEach(value -> {
                                var query = "?" + parameter.path("name").asText() + "=" + value.asText();
                                var answer = client(service).send(call.verb, call.path + query, Optional.empty());
                                assertThat(answer.status())
                                        .as("%s%s: %s", call, query, answer)
                                        .isEqualTo(400);
                            });
                        }
                    }));
        }
    }

    /** A request that the document describes, to an object that there is not. */
    private record Call(JsonClient client, String verb, String path) {
        private Answer send(Optional<String> body) {
            return client.send(verb, path, body);
        }

        @Override
        public String toString() {
            return verb + " " + path;
        }
    }

    private void operations(String service, BiConsumer<Call, JsonNode> each) {
        var client = client(service);
        var document = client.get("/openapi.json");
        assertThat(document.status()).isEqualTo(200);
        document.body()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> each.accept(
                                new Call(client, operation.getKey().toUpperCase(Locale.ROOT), concrete(path.getKey())),
                                operation.getValue())));
    }

    private JsonClient client(String service) {
        return service.equals("users") ? endpoints.users() : endpoints.orders();
    }

    private static String concrete(String path) {
        return path.replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
    }

    private static JsonNode resolved(JsonNode document, JsonNode schema) {
        return schema.has("$ref") ? document.at(schema.path("$ref").asText().substring(1)) : schema;
    }

    /** Values just outside of what a schema allows. */
    private static Stream<JsonNode> beyond(JsonNode schema) {
        var values = Stream.<JsonNode>builder();
        if (schema.has("maxLength")) {
            values.add(MAPPER.getNodeFactory()
                    .textNode("x".repeat(schema.path("maxLength").asInt() + 1)));
        }
        if (schema.has("maximum")) {
            values.add(MAPPER.getNodeFactory().numberNode(schema.path("maximum").asLong() + 1));
        }
        if (schema.has("minimum")) {
            values.add(MAPPER.getNodeFactory().numberNode(schema.path("minimum").asLong() - 1));
        }
        if (schema.has("minItems")) {
            values.add(MAPPER.createArrayNode());
        }
        if (schema.path("pattern").asText().contains("A-F")) {
            values.add(MAPPER.getNodeFactory().textNode("no-uuid"));
        } else if (schema.has("pattern")) {
            values.add(MAPPER.getNodeFactory().textNode("-1"));
        }
        return values.build();
    }

    private static String snake(String camel) {
        return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
