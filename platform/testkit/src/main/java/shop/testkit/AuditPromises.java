package shop.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.grpc.Status.Code;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.contract.access.Access;
import shop.devstack.PostgresServer;
import shop.platform.node.Node;
import shop.testkit.AuditedCalls.Entry;
import shop.testkit.AuditedCalls.Made;

/** Every mutating call and every denial has one entry in the audit before it is answered, and nothing else has. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class AuditPromises {
    protected static final Duration BOUND = Duration.ofSeconds(90);
    /** A user who has no role. */
    protected static final String BOB = UUID.randomUUID().toString();

    /** {@code shop.audit.denials.interval} here. */
    private static final Duration INTERVAL_OF_DENIALS = Duration.ofSeconds(5);

    /** {@code shop.audit.denials.each}, here and by default. */
    private static final int BOUND_OF_DENIALS = 10;

    private static final Config BRISK = ConfigFactory.parseString("""
            shop.audit { probe-interval = 200ms, settle-interval = 200ms, unanswered-after = 20s, denials.interval = 5s }
            """);

    private static final String LEVELS = """
            select concat_ws(' ', decision, outcome, actor_user, action, source_address) from audit_entry where resource = ?
            order by recorded_at
            """;

    private final ServiceDescriptor service;
    private final String resource;
    private final String creation;

    private String database;
    private int management;
    private Node node;
    private AuditedCalls calls;
    private Callers callers;
    private String admin;
    private String bob;

    /**
     * @param resource type of what the service's calls are about, such as {@code user.User}
     * @param creation name of the method that makes one
     */
    protected AuditPromises(ServiceDescriptor service, String resource, String creation) {
        this.service = service;
        this.resource = resource;
        this.creation = creation;
    }

    /** Starts the service. */
    protected abstract Node start(Config config);

    /**
     * What the method needs to succeed for an administrator; a method that is new gets an id of what its service is
     * about.
     */
    protected abstract Message request(String method);

    @BeforeAll
    final void start(@TempDir Path folder) {
        callers = Callers.in(folder);
        admin = callers.token("staff-1", "admin");
        bob = callers.token(BOB);
        database = PostgresServer.shared().createDatabase();
        var config = TestNode.config(database, BRISK.withFallback(callers.settings()));
        management = config.getInt("shop.management.port");
        node = start(config);
        calls = new AuditedCalls(database, node.port());
        await().atMost(BOUND).until(node::isReady);
    }

    @AfterAll
    final void stop() {
        calls.close();
        node.stop();
    }

    protected final Stream<String> everyMethod() {
        return service.getMethods().stream().map(MethodDescriptor::getName);
    }

    protected static boolean isRead(String method) {
        return method.matches("(Get|List|Watch).*");
    }

    @ParameterizedTest
    @MethodSource("everyMethod")
    void whatChangesSomethingOrRevealsPersonalDataHasOneEntryAndOtherReadsHaveNone(String name) throws Exception {
        var call = made(name, request(name), admin());

        assertThat(call.failure()).isNull();
        if (reveals(name)) {
            assertThat(entries(call))
                    .singleElement()
                    .extracting(Entry::decision, Entry::outcome, Entry::rule, Entry::user, Entry::action)
                    .containsExactly("ALLOWED", "OK", "role admin", "staff-1", service.getFullName() + "/" + name);
        } else if (isRead(name)) {
            assertThat(entries(call)).isEmpty();
        } else {
            assertThat(entries(call))
                    .containsExactly(new Entry(
                            "ALLOWED",
                            "OK",
                            "role admin",
                            "staff-1",
                            "",
                            service.getFullName() + "/" + name,
                            resource + "/" + call.id(),
                            "0af7651916cd43dd8448eb211c80319c",
                            "127.0.0.1"));
        }
    }

    @Test
    void aChangeOfALogLevelHasOneEntryAndARefusedOneHasNone() throws Exception {
        var logger = "shop.testkit.log.of" + UUID.randomUUID().toString().replace("-", "");

        assertThat(level(logger, "LOUD").statusCode()).isEqualTo(400);
        assertThat(levels(logger)).isEmpty();
        assertThat(level(logger, "DEBUG").body()).isEqualTo("DEBUG\n");
        level(logger, "INHERITED");
        assertThat(levels(logger))
                .containsExactly(
                        "ALLOWED OK DEBUG management management/loglevel 127.0.0.1",
                        "ALLOWED OK INHERITED management management/loglevel 127.0.0.1");
    }

    private HttpResponse<String> level(String logger, String level) throws Exception {
        var uri = URI.create("http://127.0.0.1:%d/loglevel?logger=%s&level=%s".formatted(management, logger, level));
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    private List<String> levels(String logger) throws SQLException {
        var entries = new ArrayList<String>();
        try (var connection = DriverManager.getConnection(database);
                var statement = connection.prepareStatement(LEVELS)) {
            statement.setString(1, "log-level/" + logger);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    entries.add(row.getString(1));
                }
            }
        }
        return entries;
    }

    /** Returns whether a read by role is answered with personal data of others. */
    protected final boolean reveals(String method) {
        return isRead(method)
                && method(method).getOptions().getExtension(Access.access).getPersonal();
    }

    @ParameterizedTest
    @MethodSource("everyMethod")
    void aDenialHasOneEntryWhateverWasAskedFor(String name) throws Exception {
        var nobody = made(name, request(name), null);
        assertThat(entries(nobody))
                .singleElement()
                .extracting(Entry::decision, Entry::outcome, Entry::user, Entry::rule)
                .containsExactly("DENIED", "UNAUTHENTICATED TOKEN_MISSING", "anonymous", "");

        var forged = made(name, request(name), bob().substring(0, bob().length() - 8) + "AAAAAAAA");
        assertThat(entries(forged))
                .singleElement()
                .extracting(Entry::decision, Entry::outcome, Entry::user)
                .containsExactly("DENIED", "UNAUTHENTICATED TOKEN_INVALID", "anonymous");
    }

    @Test
    void aFloodOfDenialsHasSomeEntriesAndThenOneThatCountsTheOthers() throws Exception {
        var flooder = callers.token(UUID.randomUUID().toString());
        var name = everyMethod().filter(method -> !isRead(method)).findFirst().orElseThrow();
        var before = number("select count(*) from audit_entry");
        var asked = BOUND_OF_DENIALS * 4;
        var begun = System.nanoTime();
        var denial = DynamicMessage.getDefaultInstance(method(name).getInputType());

        for (var i = 0; i < asked; i++) {
            assertThat(made(name, denial, "not a token " + flooder).failure().code())
                    .isEqualTo(Code.UNAUTHENTICATED);
        }

        // The bound is per interval; the flood touches one more than it fills.
        var intervals = (System.nanoTime() - begun) / INTERVAL_OF_DENIALS.toNanos() + 2;
        assertThat(number("select count(*) from audit_entry") - before)
                .isLessThanOrEqualTo(intervals * (BOUND_OF_DENIALS + 1));
        await().atMost(BOUND)
                .until(() -> number("select count(*) from audit_entry where outcome ~ 'more denials until'") > 0);
    }

    @Test
    void aCallWhoseEntryFailsIsNotAnsweredAndGetsItFromItsEvent() throws Exception {
        execute("create function audit_break() returns trigger language plpgsql as"
                + " $$begin raise exception 'broken'; end$$");
        execute("create trigger broken before insert on audit_entry for each row when (new.request_id = 'broken')"
                + " execute function audit_break()");
        Made call;
        try {
            call = calls.call(method(creation), request(creation), admin(), "broken");
            assertThat(call.failure().code()).isEqualTo(Code.UNAVAILABLE);
            assertThat(entries(call)).isEmpty();
            await().atMost(BOUND)
                    .until(() -> number("select count(*) from audit_pending where request_id = 'broken'") == 1);
        } finally {
            execute("drop trigger broken on audit_entry");
        }

        await().atMost(BOUND).until(() -> entries(call).size() == 1);
        assertThat(entries(call).get(0))
                .matches(entry ->
                        entry.outcome().equals("UNANSWERED") && entry.user().equals("staff-1"))
                .matches(entry -> entry.resource().startsWith(resource + "/"));
        await().atMost(BOUND).until(() -> number("select count(*) from audit_pending") == 0);
        assertThat(entries(call)).hasSize(1);
    }

    /** Whom the node believes. */
    protected final Callers callers() {
        return callers;
    }

    /** Returns the token of an administrator, {@code staff-1}. */
    protected final String admin() {
        return admin;
    }

    /** Returns the token of {@link #BOB}. */
    protected final String bob() {
        return bob;
    }

    protected final AuditedCalls calls() {
        return calls;
    }

    /** @param token null: none */
    protected final Made made(String method, Message request, String token) {
        return calls.call(method(method), request, token);
    }

    protected final List<Entry> entries(Made call) throws SQLException {
        return calls.entries(call);
    }

    /** How these calls ended, as their entries say, of which each has one. */
    protected final List<String> outcomes(Made... made) throws SQLException {
        var outcomes = new ArrayList<String>();
        for (var call : made) {
            assertThat(entries(call)).hasSize(1);
            outcomes.add(entries(call).get(0).outcome());
        }
        return outcomes;
    }

    protected final MethodDescriptor method(String name) {
        return service.findMethodByName(name);
    }

    protected final long number(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(database);
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    protected final void execute(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
