package shop.acceptance;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.UpdateUserRequest;
import shop.devstack.DevelopmentCertificates;
import shop.devstack.Devstack;
import shop.devstack.PostgresServer;
import shop.devstack.RawConnection;
import shop.devstack.ServiceEntry;
import shop.devstack.ServiceList;
import shop.devstack.ServiceNode;

/** What nodes tell of themselves is what docs/telemetry.md says, and nothing that is nobody's business. */
@Tag(SharedSystem.ALSO_SECURE)
@ExtendWith(SharedSystem.class)
class TelemetryIT {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final Path DOCUMENT = Path.of("..", "docs", "telemetry.md");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` (?:\\|[^|]*){3}\\| ([a-z -]+) \\|[^|]*\\|");
    /** OpenTelemetry's name for who it is that tells. */
    private static final String TARGET = "target_info";
    /** There is none without TLS. */
    private static final String CERTIFICATE = "shop_certificate_expiry_seconds";

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}|[0-9a-f]{16}|@");

    @Test
    void everyMetricOfTheDocumentIsThereAndNoOther(Devstack stack, Shop shop) throws IOException {
        place(stack, shop);

        for (var service : ServiceList.ofThisProject().all()) {
            var documented = documented(stack, emitters(service));
            await().atMost(BOUND)
                    .untilAsserted(() -> assertThat(names(stack, stack.nodes(service.name())))
                            .as(service.name())
                            .containsExactlyInAnyOrderElementsOf(documented));
        }
    }

    @Test
    void noLabelIsAnId(Devstack stack, Shop shop) {
        place(stack, shop);

        assertThat(stack.nodes())
                .allSatisfy(node -> assertThat(Scrape.of(Access.of(stack), node).labels())
                        .filteredOn(line -> !line.startsWith(TARGET))
                        .isNotEmpty()
                        .noneMatch(line -> ID.matcher(line).find()));
    }

    @Test
    void histogramsNameTracesThatThereAre(Devstack stack, Shop shop) {
        var caller = TracedCall.begin();
        ClientCalls.blockingUnaryCall(
                caller.through(shop.channel()),
                Rpc.CREATE_USER.descriptor(),
                CallOptions.DEFAULT,
                user(Shop.newEmail()));

        assertThat(Scrape.of(Access.of(stack), stack.node("user-service", 0)).samples())
                .anyMatch(line -> line.startsWith("rpc_server_call_duration_seconds_bucket{")
                        && line.contains("# {")
                        && line.contains("trace_id=\"" + caller.traceId()));
    }

    @Test
    void aRequestIsFollowedThroughTheLogsOfBothServicesByItsTrace(Devstack stack) {
        var nodes = stack.nodes();
        nodes.forEach(node -> assertThat(level(stack, node, "DEBUG")).isEqualTo("DEBUG\n"));
        try (var orders =
                new Shop(Access.of(stack), stack.node("order-service", 0).uri())) {
            var caller = TracedCall.begin();
            var nobody = Orders.request(UUID.randomUUID().toString(), "coffee");

            assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                            caller.through(orders.channel()),
                            Rpc.CREATE_ORDER.descriptor(),
                            CallOptions.DEFAULT,
                            nobody))
                    .isInstanceOf(StatusRuntimeException.class);

            for (var service : List.of("user-service", "order-service")) {
                await().atMost(BOUND)
                        .untilAsserted(() -> assertThat(log(stack.nodes(service)))
                                .as(service)
                                .anyMatch(line -> line.contains("\"service.name\":\"" + service + "\"")
                                        && line.contains("\"trace_id\":\"" + caller.traceId() + "\"")
                                        && line.contains("\"span_id\":\"")));
            }
        } finally {
            nodes.forEach(node -> level(stack, node, "INHERITED"));
        }
    }

    @Test
    void personalDataIsInNoLogTraceMetricRecordOrAuditEntry(Devstack stack, Shop shop) throws SQLException {
        var canary = new Planted("canary-" + UUID.randomUUID());
        var email = canary.text() + "@example.com";
        var caller = TracedCall.begin();
        var users = naming(email, caller.through(shop.channel()));
        var request = user(email).toBuilder().setName(canary.text()).build();

        var user = call(users, Rpc.CREATE_USER, request);
        assertRefused(users, Rpc.CREATE_USER, request);
        call(users, Rpc.UPDATE_USER, update(user.getId(), "later-" + canary.text()));
        call(
                users,
                Rpc.LIST_USERS,
                ListUsersRequest.newBuilder().setEmail(email).build());
        assertRefused(users, Rpc.CREATE_USER, user(canary.text()));
        assertRefused(users, Rpc.UPDATE_USER, update(email, canary.text()));
        assertRefused(
                users, Rpc.GET_USER, GetUserRequest.newBuilder().setId(email).build());
        var order = order(stack, user.getId());
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(stack.traces().store().trace(caller.traceId()))
                        .anyMatch(span -> span.name().equals("process user-events")));

        assertThat(stack.traces().store().trace(caller.traceId()).toString()).doesNotContain(canary.text());
        assertThat(log(stack.nodes())).noneMatch(line -> line.contains(canary.text()));
        assertThat(stack.nodes())
                .noneMatch(node -> Scrape.of(Access.of(stack), node).text().contains(canary.text()));
        assertInNoRecord(canary, user.getId(), stack.kafka().bootstrapServers());
        assertOnlyWhereUsersAreKept(canary, user.getId(), order, stack.postgres());
    }

    @Test
    void callersThatBreakOffWithinAFrameDoNotFillTheLog(Devstack stack) throws IOException {
        var node = stack.node("user-service", 0);
        var tls = stack.tls().map(DevelopmentCertificates::clientContext);
        var before = errors(node);
        for (var call = 0; call < 200; call++) {
            try (var connection = RawConnection.from("127.0.0.9", node.port(), tls, "h2")) {
                var frame = RawConnection.frame(RawConnection.HEADERS, 0, 1, new byte[64]);
                connection.http2().send(Arrays.copyOf(frame, 20));
            }
        }

        await().during(Duration.ofSeconds(2))
                .atMost(BOUND)
                .untilAsserted(() -> assertThat(errors(node) - before).isBetween(1L, 60L));
    }

    private static long errors(ServiceNode node) {
        return log(node).stream()
                .filter(line -> line.contains("\"severity\":\"ERROR\""))
                .count();
    }

    private static void assertInNoRecord(Planted canary, String user, String kafka) {
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(new Planted(user).inRecords(kafka))
                        .contains(
                                "user-events key",
                                "user-events header persistence-id",
                                "user-events value",
                                "order-events value"));

        assertThat(canary.inRecords(kafka)).isEmpty();
    }

    private static void assertOnlyWhereUsersAreKept(Planted canary, String user, String order, PostgresServer postgres)
            throws SQLException {
        var users = postgres.jdbcUrl("shop_users");
        var orders = postgres.jdbcUrl("shop_orders");
        assertThat(new Planted(user).inTables(users)).contains("audit_entry");
        assertThat(new Planted(order).inTables(orders)).contains("audit_entry");

        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(canary.inTables(users)).containsExactly("event_journal", "users"));
        assertThat(canary.inTables(orders)).isEmpty();
    }

    /** Whose calls bear this name, which a caller may choose. */
    private static Channel naming(String call, Channel channel) {
        var headers = new Metadata();
        headers.put(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER), call);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static UpdateUserRequest update(String id, String name) {
        return UpdateUserRequest.newBuilder()
                .setId(id)
                .setName(name)
                .setEmail(name + "@example.com")
                .build();
    }

    private static <I extends Message, O extends Message> O call(Channel channel, Rpc<I, O> rpc, I request) {
        return ClientCalls.blockingUnaryCall(channel, rpc.descriptor(), CallOptions.DEFAULT, request);
    }

    private static <I extends Message> void assertRefused(Channel channel, Rpc<I, ?> rpc, I request) {
        assertThatThrownBy(() -> call(channel, rpc, request)).isInstanceOf(StatusRuntimeException.class);
    }

    private static CreateUserRequest user(String email) {
        return CreateUserRequest.newBuilder().setName("Ada").setEmail(email).build();
    }

    private static void place(Devstack stack, Shop shop) {
        order(
                stack,
                call(shop.channel(), Rpc.CREATE_USER, user(Shop.newEmail())).getId());
    }

    /** The id of an order that the user has placed. */
    private static String order(Devstack stack, String user) {
        try (var orders =
                new Shop(Access.of(stack), stack.node("order-service", 0).uri())) {
            return call(orders.channel(), Rpc.CREATE_ORDER, Orders.request(user, "coffee"))
                    .getId();
        }
    }

    /** What the document calls those whose metrics this service's nodes have. */
    private static Set<String> emitters(ServiceEntry service) {
        var emitters = new HashSet<>(Set.of("every service", service.name()));
        if (!service.calls().isEmpty()) {
            emitters.add("services that call others");
        }
        if (!service.consumes().isEmpty()) {
            emitters.add("services that consume topics");
        }
        return emitters;
    }

    private static Set<String> documented(Devstack stack, Set<String> emitters) throws IOException {
        return Stream.concat(
                        Stream.of(TARGET),
                        Files.readString(DOCUMENT)
                                .lines()
                                .map(ROW::matcher)
                                .filter(row -> row.matches()
                                        && (stack.tls().isPresent()
                                                || !row.group(1).equals(CERTIFICATE)))
                                .filter(row -> emitters.contains(row.group(2)))
                                .map(row -> row.group(1)))
                .collect(toSet());
    }

    private static Set<String> names(Devstack stack, List<ServiceNode> nodes) {
        return nodes.stream()
                .flatMap(node -> Scrape.of(Access.of(stack), node).names().stream())
                .collect(toSet());
    }

    private static List<String> log(List<ServiceNode> nodes) {
        return nodes.stream().flatMap(node -> log(node).stream()).toList();
    }

    private static List<String> log(ServiceNode node) {
        try {
            return Files.readAllLines(node.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String level(Devstack stack, ServiceNode node, String level) {
        var access = Access.of(stack);
        var uri = access.managementUri(node).resolve("/loglevel?logger=shop.platform.grpc.CallFailure&level=" + level);
        try {
            return access.managementClient(node.service())
                    .send(
                            HttpRequest.newBuilder(uri)
                                    .POST(HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(uri + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(uri + " interrupted", e);
        }
    }
}
