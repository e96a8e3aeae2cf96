package shop.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.grpc.javadsl.MetadataBuilder;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthProto;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import shop.platform.call.Deadline;
import shop.platform.grpc.CallContext;
import shop.platform.grpc.RpcMethod;

/** Every method × every kind of caller, against a table that is written here once more, over every protocol. */
class AccessMatrixIT {

    // ok, - unauthenticated, x permission denied, ? not found. "own" and "other" are users without a role.
    private static final String TABLE = """
            method         | nobody | own | other | support | fulfilment | registrar | storefront | admin | order-service | user-service | storefront-node | own-through-storefront | own-through-order-service
            GetUser        | -      | ok  | ?     | ok      | ?          | ?         | ?          | ok    | ok            | x            | x               | ok                     | ok
            CreateUser     | -      | x   | x     | x       | x          | ok        | x          | ok    | x             | x            | x               | x                      | x
            UpdateUser     | -      | ok  | ?     | ?       | ?          | ?         | ?          | ok    | x             | x            | x               | ok                     | ok
            DeactivateUser | -      | ok  | ?     | ?       | ?          | ?         | ?          | ok    | x             | x            | x               | ok                     | ok
            ReactivateUser | -      | x   | x     | x       | x          | x         | x          | ok    | x             | x            | x               | x                      | x
            ListUsers      | -      | x   | x     | ok      | x          | x         | x          | ok    | x             | x            | x               | x                      | x
            CreateOrder    | -      | x   | x     | x       | x          | x         | ok         | ok    | x             | x            | ok              | ok                     | x
            GetOrder       | -      | ok  | ?     | ok      | ok         | ?         | ?          | ok    | x             | x            | x               | ok                     | ok
            ListOrders     | -      | ok  | ?     | ok      | ok         | ?         | ?          | ok    | x             | x            | x               | ok                     | ok
            CancelOrder    | -      | ok  | ?     | ok      | ?          | ?         | ?          | ok    | x             | x            | x               | ok                     | ok
            ShipOrder      | -      | x   | x     | x       | ok         | x         | x          | ok    | x             | x            | x               | x                      | x
            DeliverOrder   | -      | x   | x     | x       | ok         | x         | x          | ok    | x             | x            | x               | x                      | x
            WatchOrder     | -      | ok  | ?     | ok      | ok         | ?         | ?          | ok    | x             | x            | x               | ok                     | ok
            """;

    private static final String OBJECT = "33333333-3333-4333-8333-333333333333";

    private static final TestIssuer ISSUER = TestIssuer.withKey("k1");
    private static final Map<String, Map<String, String>> CALLERS = new LinkedHashMap<>();

    @TempDir
    private static Path folder;

    private static SecuredServer server;
    private static Calls calls;

    @BeforeAll
    static void start() throws Exception {
        var jwks = Files.writeString(folder.resolve("jwks.json"), ISSUER.jwks());
        server = SecuredServer.start(SecuredServer.enforced("shop.security.tokens.jwks-file = \"" + jwks + "\""));
        calls = new Calls(server);
        CALLERS.put("nobody", Map.of());
        CALLERS.put("own", bearer(SecuredServer.OWNER));
        CALLERS.put("other", bearer(SecuredServer.OTHER));
        for (var role : List.of("support", "fulfilment", "registrar", "storefront", "admin")) {
            CALLERS.put(role, bearer("staff", role));
        }
        for (var service : List.of("order-service", "user-service")) {
            CALLERS.put(service, Map.of(SecuredServer.PEER, service));
        }
        CALLERS.put("storefront-node", Map.of(SecuredServer.PEER, "storefront"));
        for (var service : List.of("storefront", "order-service")) {
            var headers = new HashMap<>(bearer(SecuredServer.OWNER));
            headers.put(SecuredServer.PEER, service);
            CALLERS.put("own-through-" + service, headers);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Map<String, String> bearer(String subject, String... roles) {
        return Map.of("authorization", "Bearer " + ISSUER.token(subject, roles));
    }

    static Stream<MethodDescriptor> methods() {
        return SecuredServer.SERVICES.stream().flatMap(service -> service.getMethods().stream());
    }

    static Stream<Arguments> matrix() {
        var columns = cells(TABLE.lines().findFirst().orElseThrow());
        var rows = new HashMap<String, List<String>>();
        TABLE.lines().skip(1).map(AccessMatrixIT::cells).forEach(row -> rows.put(row.get(0), row));
        return methods().flatMap(method -> {
            var row = rows.get(method.getName());
            assertThat(row).as("a row for %s", method.getFullName()).isNotNull();
            return columns.stream()
                    .skip(1)
                    .map(caller -> Arguments.of(method, caller, row.get(columns.indexOf(caller))));
        });
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split("\\|")).map(String::strip).toList();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("matrix")
    void whoMayCallWhat(MethodDescriptor method, String caller, String expected) {
        var request = Calls.request(method, id(method), SecuredServer.OWNER);
        var headers = CALLERS.get(caller);
        var before = server.reached.size();
        var code =
                switch (expected) {
                    case "ok" -> Code.OK;
                    case "-" -> Code.UNAUTHENTICATED;
                    case "x" -> Code.PERMISSION_DENIED;
                    default -> Code.NOT_FOUND;
                };

        assertThat(calls.grpc(method, request, headers)).isEqualTo(code);
        assertThat(calls.grpcWeb(method, request, headers)).isEqualTo(code);
        assertThat(calls.json(method, request, headers)).isEqualTo(http(code));
        if (code != Code.OK && code != Code.NOT_FOUND) {
            assertThat(server.reached).hasSize(before);
        }
    }

    @Test
    void everyCallerHasAColumnAndEveryRowAMethod() {
        assertThat(cells(TABLE.lines().findFirst().orElseThrow()))
                .containsExactlyElementsOf(Stream.concat(Stream.of("method"), CALLERS.keySet().stream())
                        .toList());
        assertThat(TABLE.lines().skip(1).map(line -> cells(line).get(0)))
                .containsExactlyInAnyOrderElementsOf(
                        methods().map(MethodDescriptor::getName).toList());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aTokenThatIsNotGoodIsNoBetterThanNone(MethodDescriptor method) {
        var request = Calls.request(method, id(method), SecuredServer.OWNER);
        var before = server.reached.size();

        for (var authorization : List.of(
                "Bearer " + TestIssuer.withKey("k1").token("staff", "admin"),
                "Bearer x",
                "Basic YWRtaW46YWRtaW4=",
                "Bearer")) {
            // Not even with a certificate that would do.
            var headers = Map.of("authorization", authorization, SecuredServer.PEER, "order-service");
            assertThat(calls.grpc(method, request, headers)).isEqualTo(Code.UNAUTHENTICATED);
            assertThat(calls.json(method, request, headers)).isEqualTo(401);
        }
        assertThat(server.reached).hasSize(before);
    }

    @Test
    void aServiceWithAUsersTokenIsThatUser() {
        var get = method("GetUser");
        var headers = new HashMap<>(bearer(SecuredServer.OTHER));
        headers.put(SecuredServer.PEER, "order-service");

        assertThat(calls.grpc(get, Calls.request(get, SecuredServer.OWNER, ""), headers))
                .isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void healthIsOpen() throws Exception {
        var answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(server.uri("/health")).build(), BodyHandlers.discarding());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(calls.grpc(
                        HealthProto.getDescriptor().findServiceByName("Health").findMethodByName("Check"),
                        HealthCheckRequest.getDefaultInstance(),
                        Map.of()))
                .isEqualTo(Code.OK);
    }

    @Test
    void headersOfProxiesMakeNobodyOfAnyone() {
        var get = method("GetUser");
        var request = Calls.request(get, SecuredServer.OWNER, "");
        for (var header :
                List.of("x-forwarded-user", "x-user-id", "remote-user", "x-forwarded-client-cert", "cookie")) {
            assertThat(calls.grpc(get, request, Map.of(header, SecuredServer.OWNER)))
                    .isEqualTo(Code.UNAUTHENTICATED);
        }
    }

    @Test
    void noImplementationSeesTheTokenOrWhatOthersTellOfTheCaller() {
        var get = method("GetUser");
        var headers = new HashMap<>(bearer(SecuredServer.OWNER));
        headers.put("x-forwarded-user", "mallory");
        headers.put("x-request-id", "r-1");
        headers.put("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        calls.grpc(get, Calls.request(get, SecuredServer.OWNER, ""), headers);

        var context = last().context();
        assertThat(context.asMap()).doesNotContainKeys("authorization", "x-forwarded-user");
        assertThat(context.getText("traceparent")).isPresent();
        assertThat(Grant.of(context))
                .isEqualTo(new Grant(
                        new Caller.User(SecuredServer.OWNER, Set.of()), "owner", Optional.of(SecuredServer.OWNER)));
    }

    @Test
    void anEmptyOwnerStandsForTheCaller() {
        var list = method("ListOrders");

        assertThat(calls.grpc(list, Calls.request(list, "", ""), CALLERS.get("other")))
                .isEqualTo(Code.OK);
        assertThat(last().request()).hasToString("user_id: \"" + SecuredServer.OTHER + "\"\n");

        assertThat(calls.grpc(list, Calls.request(list, "", ""), CALLERS.get("support")))
                .isEqualTo(Code.OK);
        assertThat(last().request()).hasToString("");
    }

    @Test
    void aUsersOwnTokenSetsNoPriceAndIsToldWhy() {
        var create = method("CreateOrder");
        for (var user : List.of("own", "other", "support", "own-through-order-service")) {
            assertThatThrownBy(() -> calls.grpcOrThrow(
                            create, Calls.request(create, "", SecuredServer.OWNER), CALLERS.get(user)))
                    .hasMessageContaining("A storefront or an administrator sets the prices");
            assertThat(calls.jsonAnswer(create, Calls.request(create, "", SecuredServer.OWNER), CALLERS.get(user))
                            .body())
                    .contains("PRICE_NOT_YOURS");
        }
    }

    @Test
    void aStorefrontWithAUsersTokenOrdersForThatUserOnly() {
        var create = method("CreateOrder");
        var caller = CALLERS.get("own-through-storefront");

        assertThat(calls.grpc(create, Calls.request(create, "", ""), caller)).isEqualTo(Code.OK);
        assertThat(last().request()).hasToString("user_id: \"" + SecuredServer.OWNER + "\"\n");
        assertThat(Grant.of(last().context()).rule()).isEqualTo("owner through storefront");
        assertThat(calls.grpc(create, Calls.request(create, "", SecuredServer.OTHER), caller))
                .isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void anIdInCapitalsIsStillOnesOwn() {
        var token = bearer("abcdefab-1111-4111-8111-111111111111");
        var get = method("GetUser");

        assertThat(calls.grpc(get, Calls.request(get, "ABCDEFAB-1111-4111-8111-111111111111", ""), token))
                .isEqualTo(Code.OK);
    }

    @Test
    void whatIsAnothersLooksExactlyLikeWhatIsNotThere() {
        for (var name : List.of("GetOrder", "WatchOrder", "CancelOrder", "GetUser", "UpdateUser", "DeactivateUser")) {
            var method = method(name);
            var foreign = method.getFullName().startsWith("user.") ? SecuredServer.OWNER : OBJECT;

            assertThat(refusal(method, foreign).replace(foreign, "ID"))
                    .isEqualTo(refusal(method, SecuredServer.ABSENT).replace(SecuredServer.ABSENT, "ID"));
            assertThat(refusal(method, foreign)).contains("_NOT_FOUND").contains(foreign);
        }
    }

    /** All that a caller without a role learns, but for the id of its call. */
    private static String refusal(MethodDescriptor method, String id) {
        var headers = new HashMap<>(CALLERS.get("other"));
        headers.put("x-request-id", "same");
        var answer = calls.jsonAnswer(method, Calls.request(method, id, ""), headers);
        var kept = new HashMap<>(answer.headers().map());
        kept.remove("date");
        kept.remove("content-length");
        return answer.statusCode() + " " + kept + " " + answer.body();
    }

    @Test
    void anErrorAboutAHugeIdFitsIntoHeaders() {
        var get = method("GetUser");

        assertThat(calls.grpc(get, Calls.request(get, "x".repeat(100_000), ""), CALLERS.get("other")))
                .isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void jsonSaysHowToAuthenticate() {
        var list = method("ListUsers");
        var request = Calls.request(list, "", "");

        assertThat(calls.jsonAnswer(list, request, Map.of()).headers().firstValue("www-authenticate"))
                .contains("Bearer realm=\"shop\"");
        assertThat(calls.jsonAnswer(list, request, Map.of("authorization", "Bearer x"))
                        .headers()
                        .firstValue("www-authenticate"))
                .contains("Bearer realm=\"shop\", error=\"invalid_token\"");
    }

    @Test
    void everyDenialIsTold() {
        server.denied.clear();
        var ship = method("ShipOrder");
        var get = method("GetOrder");

        calls.grpc(ship, Calls.request(ship, OBJECT, ""), Map.of());
        calls.grpc(ship, Calls.request(ship, OBJECT, ""), Map.of("authorization", "Bearer x"));
        calls.grpc(ship, Calls.request(ship, OBJECT, ""), CALLERS.get("other"));
        calls.grpc(get, Calls.request(get, OBJECT, ""), CALLERS.get("other"));

        assertThat(server.denied)
                .extracting(denied ->
                        denied.caller().name() + " " + denied.context().method().name() + " "
                                + denied.refusal().reason())
                .containsExactly(
                        "anonymous ShipOrder TOKEN_MISSING",
                        "anonymous ShipOrder TOKEN_INVALID",
                        "user:" + SecuredServer.OTHER + " ShipOrder ACCESS_DENIED",
                        "user:" + SecuredServer.OTHER + " GetOrder ORDER_NOT_FOUND");
    }

    @Test
    void whereTheNodeIsOpenWhoeverSaysNothingIsAdministratorAndATokenCounts() throws Exception {
        try (var open =
                SecuredServer.start("shop.security { mode = open, tokens { issuer = \"%s\", jwks-file = \"%s\" } }"
                        .formatted(TestIssuer.ISSUER, folder.resolve("jwks.json")))) {
            var there = new Calls(open);
            methods().forEach(method -> {
                var request = Calls.request(method, id(method), SecuredServer.OWNER);
                assertThat(there.grpc(method, request, Map.of())).isEqualTo(Code.OK);
            });
            var get = method("GetUser");
            var request = Calls.request(get, SecuredServer.OWNER, "");
            assertThat(there.grpc(get, request, CALLERS.get("own"))).isEqualTo(Code.OK);
            assertThat(there.grpc(get, request, CALLERS.get("other"))).isEqualTo(Code.NOT_FOUND);
            assertThat(there.grpc(get, request, Map.of("authorization", "Bearer x")))
                    .isEqualTo(Code.UNAUTHENTICATED);
        }
    }

    @Test
    void aCallThatNobodyDecidedAboutHasNoGrant() {
        var context = CallContext.create(
                RpcMethod.of(method("GetUser")), new MetadataBuilder().build(), "r", Deadline.never());

        assertThatThrownBy(() -> Grant.of(context)).isInstanceOf(IllegalStateException.class);
    }

    private static SecuredServer.Reached last() {
        return server.reached.get(server.reached.size() - 1);
    }

    private static MethodDescriptor method(String name) {
        return methods()
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String id(MethodDescriptor method) {
        return method.getFullName().startsWith("user.") ? SecuredServer.OWNER : OBJECT;
    }

    private static int http(Code code) {
        return switch (code) {
            case OK -> 200;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            default -> 404;
        };
    }
}
