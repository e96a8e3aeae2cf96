package shop.platform.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import akka.japi.Pair;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class JsonIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static TestServer server;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        server = TestServer.start("shop.grpc.max-message-size = 100 KiB");
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void serving() {
        server.health.change(ServingStatus.SERVING);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aUserIsCreatedAndReadInEitherVersionOfHttp(HttpClient.Version version) throws Exception {
        String name = "json-" + version;
        HttpRequest create = HttpRequest.newBuilder(server.uri("/v1/users"))
                .version(version)
                .header("content-type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofString("{\"name\":\"" + name + "\",\"email\":\"a@b.example\"}"))
                .build();
        HttpRequest get = HttpRequest.newBuilder(server.uri("/v1/users/" + name))
                .version(version)
                .build();
        HttpClient client = HttpClient.newHttpClient();
        // This client gets to HTTP/2 by an upgrade, which is only safe with a request that has no body.
        HttpRequest upgrade =
                HttpRequest.newBuilder(server.uri("/health")).version(version).build();
        assertThat(client.send(upgrade, BodyHandlers.discarding()).version()).isEqualTo(version);

        HttpResponse<String> created = client.send(create, BodyHandlers.ofString());
        HttpResponse<String> found = client.send(get, BodyHandlers.ofString());

        assertThat(created.statusCode()).isEqualTo(200);
        assertThat(found.headers().firstValue("content-type")).contains("application/json");
        assertThat(MAPPER.readTree(found.body())).isEqualTo(MAPPER.readTree("""
                        {"id":"%s","name":"%s","email":"a@b.example","status":"USER_STATUS_ACTIVE","revision":"1"}
                        """.formatted(name, name)));
    }

    @Test
    void fieldsAreShownWhenTheyHoldTheirDefaults() throws Exception {
        JsonNode user = json(send("PATCH", "/v1/users/7", "{}"));

        assertThat(user.get("status").asText()).isEqualTo("USER_STATUS_UNSPECIFIED");
        assertThat(user.get("email").asText()).isEmpty();
        assertThat(user.get("revision").asText()).isEqualTo("0");
    }

    @Test
    void theBodyIsMergedWithThePath() throws Exception {
        JsonNode user = json(send("PATCH", "/v1/users/a%20b%2Fc", "{\"name\":\"\",\"revision\":\"7\"}"));

        assertThat(user.get("id").asText()).isEqualTo("a b/c");
        assertThat(user.get("name").asText()).isEmpty();
        assertThat(user.get("revision").asText()).isEqualTo("7");
    }

    @Test
    void aVerbIsCalledWithoutABody() throws Exception {
        JsonNode user = json(send("POST", "/v1/users/7:deactivate", ""));

        assertThat(user.get("id").asText()).isEqualTo("7");
        assertThat(user.get("status").asText()).isEqualTo("USER_STATUS_DEACTIVATED");
    }

    @Test
    void queryParametersAreFields() throws Exception {
        send("GET", "/v1/users?page_size=5&status=USER_STATUS_ACTIVE&namePrefix=a%26b+c&email=%C3%A9%40x.example", "");

        assertThat(server.users.lastList.getPageSize()).isEqualTo(5);
        assertThat(server.users.lastList.getStatusValue()).isEqualTo(1);
        assertThat(server.users.lastList.getNamePrefix()).isEqualTo("a&b c");
        assertThat(server.users.lastList.getEmail()).isEqualTo("é@x.example");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /v1/requests/7?size=9&method=x             |                      | {\"id\":\"7\",\"size\":\"9\",\"method\":\"x\"}",
                "GET    | /v1/requests/7?auth.principal=p&auth.audiences=a&auth.audiences=b | | {\"id\":\"7\",\"auth\":{\"principal\":\"p\",\"audiences\":[\"a\",\"b\"]}}",
                "GET    | /v1/requests/7?auth.accessLevels=a         |                      | {\"id\":\"7\",\"auth\":{\"accessLevels\":[\"a\"]}}",
                "GET    | /v1/requests/7?time=2026-01-02T03:04:05Z   |                      | {\"id\":\"7\",\"time\":\"2026-01-02T03:04:05Z\"}",
                "GET    | /v1/tenants/a/requests/b                   |                      | {\"id\":\"tenants/a/requests/b\"}",
                "GET    | /v1/files/a/b%20c/d                        |                      | {\"path\":\"a/b c/d\"}",
                "GET    | /v1/principals/me?id=7                     |                      | {\"id\":\"7\",\"auth\":{\"principal\":\"me\"}}",
                "PUT    | /v1/requests/7/auth?host=h                 | {\"principal\":\"p\"} | {\"id\":\"7\",\"host\":\"h\",\"auth\":{\"principal\":\"p\"}}",
                "POST   | /v1/requests/7:check                       | {\"id\":\"8\",\"headers\":{\"a\":\"b\"}} | {\"id\":\"7\",\"headers\":{\"a\":\"b\"}}",
                "DELETE | /v1/requests/7?auth.principal=p            |                      | {\"principal\":\"p\"}",
                "DELETE | /v1/requests/7                             |                      | null",
                "OPTIONS| /v1/requests?id=7                          |                      | {\"id\":\"7\"}",
                "GET    | /v1/colors?red=0.5&alpha=0.25              |                      | {\"red\":0.5,\"alpha\":0.25}"
            })
    void pathQueryAndBodyBecomeOneMessage(String verb, String path, String body, String expected) throws Exception {
        HttpResponse<String> response = send(verb, path, body == null ? "" : body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(withoutDefaults(MAPPER.readTree(response.body()))).isEqualTo(MAPPER.readTree(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET   | /v1/users?page_size=many            |                        | page_size",
                "GET   | /v1/users?page_size=99999999999     |                        | page_size",
                "GET   | /v1/users?page_size=1&page_size=2   |                        | page_size",
                "GET   | /v1/users?page_size=1&pageSize=2    |                        | page_size",
                "GET   | /v1/users?page_size=%2B1            |                        | page_size",
                "GET   | /v1/users?page_size=%EF%BC%91       |                        | page_size",
                "GET   | /v1/users?name_prefix=%ff           |                        | query",
                "GET   | /v1/users?name_prefix=%ed%a0%80     |                        | query",
                "GET   | /v1/users/%ff                       |                        | path",
                "POST  | /v1/users                           | {\"name\":true}        | name",
                "POST  | /v1/users                           | {\"name\":12345}       | name",
                "GET   | /v1/users?status=USER_STATUS_ODD    |                        | status",
                "GET   | /v1/users?nothing=1                 |                        | nothing",
                "GET   | /v1/users/7?id=8                    |                        | id",
                "GET   | /v1/requests/7?time=yesterday       |                        | time",
                "GET   | /v1/requests/7?auth=x               |                        | auth",
                "GET   | /v1/requests/7?auth.nothing=x       |                        | auth.nothing",
                "GET   | /v1/requests/7?headers=x            |                        | headers",
                "PUT   | /v1/requests/7/auth?auth.principal=x| {}                     | auth.principal",
                "POST  | /v1/users?name=x                    | {}                     | name",
                "POST  | /v1/users                           | {\"nothing\":1}        | nothing",
                "POST  | /v1/users                           | {\"name\":{}}          | name",
                "POST  | /v1/users                           | {\"name\":\"a\",\"name\":\"b\"} | name",
                "POST  | /v1/users                           | {\"name\":             | body",
                "POST  | /v1/users                           | {} {}                  | body",
                "POST  | /v1/users                           | {'name':'a'}           | body",
                "POST  | /v1/users                           | []                     | body",
                "POST  | /v1/requests/7:check                | {\"auth\":{\"principal\":1,\"nothing\":2}} | auth.nothing",
                "POST  | /v1/requests/7:check                | {\"auth\":[]}          | auth",
                "PUT   | /v1/requests/7/auth                 | 7                      | auth"
            })
    void whatDoesNotFitIsRefusedByTheNameOfItsField(String verb, String path, String body, String field)
            throws Exception {
        HttpResponse<String> response = send(verb, path, body == null ? "" : body);

        JsonNode error = MAPPER.readTree(response.body()).get("error");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(error.get("status").asText()).isEqualTo("INVALID_ARGUMENT");
        assertThat(error.get("details").findValuesAsText("field")).contains(field);
    }

    @Test
    void allFieldsThatDoNotFitAreToldAtOnce() throws Exception {
        HttpResponse<String> response = send("POST", "/v1/users?odd=1", "{\"name\":1.5,\"email\":[],\"nothing\":true}");

        assertThat(MAPPER.readTree(response.body()).findValuesAsText("field")).contains("email", "nothing", "odd");
    }

    @Test
    void anIdThatMayBeAnAddressIsReplacedSinceItGoesIntoLogs() throws Exception {
        var response = send("GET", "/v1/users/nobody", "", "x-request-id", "ada@example.com");

        assertThat(response.headers().firstValue("x-request-id"))
                .isPresent()
                .get()
                .asString()
                .doesNotContain("ada");
    }

    @Test
    void anErrorHasTheShapeOfGooglesApis() throws Exception {
        HttpResponse<String> response = send("GET", "/v1/users/nobody", "", "x-request-id", "r-1");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("x-request-id")).contains("r-1");
        assertThat(MAPPER.readTree(response.body())).isEqualTo(MAPPER.readTree("""
                                {"error":{"code":404,"status":"NOT_FOUND","message":"There is no such user.","details":[
                                  {"@type":"type.googleapis.com/google.rpc.ErrorInfo",
                                   "reason":"USER_NOT_FOUND","domain":"shop"},
                                  {"@type":"type.googleapis.com/google.rpc.ResourceInfo",
                                   "resourceType":"user.User","resourceName":"nobody"},
                                  {"@type":"type.googleapis.com/google.rpc.RequestInfo","requestId":"r-1"}]}}
                                """));
    }

    @ParameterizedTest
    @CsvSource({"boom, 500", "late-boom, 500", "downstream, 500", "ask, 503"})
    void whatGoesWrongInsideIsNotTold(String id, int status) throws Exception {
        HttpResponse<String> response = send("GET", "/v1/users/" + id, "");

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).doesNotContain(InMemoryUsers.SECRET);
    }

    @Test
    void retryInfoIsAHeaderToo() throws Exception {
        HttpResponse<String> response = send("POST", "/v1/users/7:reactivate", "");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("retry-after")).contains("3");
    }

    @Test
    void aNodeThatIsStartingRefuses() throws Exception {
        server.health.change(ServingStatus.STARTING);

        HttpResponse<String> response = send("GET", "/v1/users/7", "");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("retry-after")).contains("1");
    }

    @ParameterizedTest
    @CsvSource({"100m, 504", "0S, 504", "soon, 400"})
    void theDeadlineHeaderCountsInJsonToo(String timeout, int status) throws Exception {
        assertThat(send("GET", "/v1/users/held", "", "grpc-timeout", timeout).statusCode())
                .isEqualTo(status);
        server.users.held.remove("held");
    }

    @Test
    void headersReachTheImplementation() throws Exception {
        send("GET", "/v1/users/7", "", "authorization", "Bearer t");

        assertThat(server.users.lastContext.getText("authorization")).contains("Bearer t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":\"\\uD800\"}", "{\"name\":\"\\uDC00\\uD800\"}", "{\"\\uDFFF\":1}"})
    void halfACharacterIsRefusedRatherThanReplaced(String body) throws Exception {
        HttpResponse<String> response = send("POST", "/v1/users", body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("surrogate");
    }

    @Test
    void aWholeCharacterInEscapesIsTaken() throws Exception {
        HttpResponse<String> response = send("POST", "/v1/users", "{\"name\":\"\\uD83D\\uDE00\"}");

        assertThat(json(response).path("name").asText()).isEqualTo("\uD83D\uDE00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/v1", "/v1/users/", "/v1/users/7/x", "/v1/users/7:explode", "/user.UserService/GetUser"})
    void anUnknownPathIsNotFound(String path) throws Exception {
        HttpResponse<String> response = send(path.contains(":") ? "POST" : "GET", path, "");

        assertThat(response.statusCode()).isIn(404, 405);
        assertThat(json(response).findValuesAsText("reason")).containsAnyOf("UNKNOWN_PATH", "METHOD_NOT_ALLOWED");
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /v1/users/7, 'GET, HEAD, PATCH'",
        "PUT, /v1/users, 'GET, HEAD, POST'",
        "GET, /v1/users/7:deactivate, POST"
    })
    void aKnownPathWithAnotherMethodSaysWhichAreAllowed(String verb, String path, String allow) throws Exception {
        HttpResponse<String> response = send(verb, path, "");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).contains(allow);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void headAnswersLikeGetWithoutTheBody(HttpClient.Version version) throws Exception {
        HttpRequest head = HttpRequest.newBuilder(server.uri("/v1/requests/7"))
                .version(version)
                .method("HEAD", BodyPublishers.noBody())
                .build();

        HttpResponse<String> response = HttpClient.newHttpClient().send(head, BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void aBodyOfAnotherTypeIsRefused() throws Exception {
        HttpResponse<String> response =
                send("POST", "/v1/users", "name=a", "content-type", "application/x-www-form-urlencoded");

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(json(response).findValuesAsText("field")).contains("content-type");
    }

    @Test
    void aBodyThatIsPackedIsRefused() throws Exception {
        HttpResponse<String> response =
                send("POST", "/v1/users", "{}", "content-type", "application/json", "content-encoding", "gzip");

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(response.headers().firstValue("accept-encoding")).contains("identity");
        assertThat(json(response).findValuesAsText("field")).contains("content-encoding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/grpc+json", "application/grpc-web+thrift", "text/grpc"})
    void aContentTypeThatNothingServesIsRefused(String type) throws Exception {
        HttpResponse<String> response = send("POST", "/v1/users", "{}", "content-type", type);

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(json(response).findValuesAsText("reason")).contains("UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void anEncodedColonIsPartOfAnId() throws Exception {
        assertThat(send("POST", "/v1/users/7%3Adeactivate", "").statusCode()).isEqualTo(405);
        assertThat(json(send("PATCH", "/v1/users/7%3Adeactivate", "{}"))
                        .get("id")
                        .asText())
                .isEqualTo("7:deactivate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /v1/users?email=%_D", "GET /v1/users?email=%", "GET /v1/users?a=%u0041", "GET /v1/{}"})
    void whatCannotEvenBeParsedIsAnsweredInTheSameShape(String line) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream()
                    .write((line + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);

            assertThat(answer)
                    .startsWith("HTTP/1.1 400")
                    .containsIgnoringCase("content-type: application/json")
                    .containsIgnoringCase("x-request-id: ")
                    .contains("\"status\":\"INVALID_ARGUMENT\"", "MALFORMED_HTTP");
        }
    }

    @ParameterizedTest
    @CsvSource({"test-bin, #not base64#", "x-recycle-bin, *", "grpc-trace-bin, _-_-"})
    void aHeaderThatOnlyHasTheNameOfBinaryMetadataIsNone(String name, String value) throws Exception {
        send("GET", "/v1/users/7", "", name, value, "cookie", "a=b", "good-bin", "AAA=");

        CallContext context = server.users.lastContext;
        assertThat(context.without(Set.of("cookie")).asList())
                .extracting(Pair::first)
                .contains("good-bin")
                .doesNotContain(name, "cookie");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        HttpResponse<String> response = send("POST", "/v1/users", "{\"name\":\"" + "x".repeat(200_000) + "\"}");

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(json(response).findValuesAsText("reason")).contains("MESSAGE_TOO_LARGE");
    }

    @Test
    void aBodyThatIsNotUtf8IsRefused() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/v1/users"))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofByteArray(new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'}))
                .build();

        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(400);
    }

    @Test
    void aBodyThatIsNestedTooDeepIsRefused() throws Exception {
        String deep = "{\"auth\":{\"claims\":" + "{\"a\":".repeat(5000) + "1" + "}".repeat(5000) + "}}";

        assertThat(send("POST", "/v1/requests/7:check", deep).statusCode()).isEqualTo(400);
    }

    @Test
    void aStreamIsOneObjectALine() throws Exception {
        HttpResponse<String> response = send("GET", "/v1/users/7:watch", "");

        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith("application/x-ndjson");
        assertThat(response.headers().firstValue("x-accel-buffering")).contains("no");
        assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
        List<JsonNode> lines = lines(response.body());
        assertThat(lines).extracting(line -> line.get("revision").asText()).containsExactly("1", "2");
    }

    @Test
    void aStreamThatIsRefusedHasTheStatusOfItsFailure() throws Exception {
        assertThat(send("GET", "/v1/users/missing:watch", "").statusCode()).isEqualTo(404);
    }

    @Test
    void aFailureAfterTheFirstAnswerIsTheLastLine() throws Exception {
        HttpResponse<String> response = send("GET", "/v1/users/broken:watch", "");

        List<JsonNode> lines = lines(response.body());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(2).get("error").get("status").asText()).isEqualTo("NOT_FOUND");
    }

    @Test
    void aStreamEndsAtTheDeadlineOfItsCaller() throws Exception {
        HttpResponse<String> response = send("GET", "/v1/users/endless:watch", "", "grpc-timeout", "500m");

        List<JsonNode> lines = lines(response.body());
        assertThat(lines.get(lines.size() - 1).get("error").get("status").asText())
                .isEqualTo("DEADLINE_EXCEEDED");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/users, 200",
        "/v1/users/nobody, 404",
        "/v1/nothing, 404",
        "/v1/users/7:watch, 200",
        "/v1/users/endless:watch, 200",
        "/v1/users/missing:watch, 404",
        "/v1/users/7:deactivate, 405"
    })
    void headSaysWhatGetWouldSayWithoutTheBody(String path, int status) throws Exception {
        HttpResponse<String> head = send("HEAD", path, "");

        assertThat(head.statusCode()).isEqualTo(status);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("content-type").orElse("")).startsWith("application/");
        assertThat(http2(path)).isEqualTo(status);
        Awaitility.await().atMost(TestServer.PATIENCE).until(() -> server.server.callsInFlight() == 0);
    }

    /** The status of HEAD over HTTP/2, whose answer has to be over with its headers. */
    private static int http2(String path) throws Exception {
        HttpResponse<byte[]> head = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.uri(path))
                                .version(HttpClient.Version.HTTP_2)
                                .timeout(TestServer.PATIENCE)
                                .method("HEAD", BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofByteArray());
        assertThat(head.body()).isEmpty();
        return head.statusCode();
    }

    private static HttpResponse<String> send(String verb, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(path))
                .timeout(TestServer.PATIENCE)
                .method(verb, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty() && headers.length == 0) {
            request.header("content-type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return MAPPER.readTree(response.body());
    }

    private static List<JsonNode> lines(String body) {
        return body.lines()
                .map(line -> {
                    try {
                        return MAPPER.readTree(line);
                    } catch (IOException e) {
                        throw new IllegalStateException(line, e);
                    }
                })
                .toList();
    }

    private static JsonNode withoutDefaults(JsonNode node) {
        if (node instanceof com.fasterxml.jackson.databind.node.ObjectNode object) {
            object.forEach(JsonIT::withoutDefaults);
            List<String> empty = StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false)
                    .filter(name -> isDefault(object.get(name)))
                    .toList();
            object.remove(empty);
        }
        return node;
    }

    private static boolean isDefault(JsonNode value) {
        return (value.isContainerNode() && value.isEmpty())
                || List.of("", "0", "0.0").contains(value.isValueNode() ? value.asText() : "x");
    }
}
