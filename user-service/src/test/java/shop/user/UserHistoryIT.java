package shop.user;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import akka.serialization.SerializationExtension;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import shop.devstack.PostgresServer;
import shop.platform.entity.EventMetadata;
import shop.platform.entity.Request;
import shop.platform.history.EventsCommand;
import shop.platform.journal.DatabaseSettings;
import shop.testkit.TestNode;
import shop.user.domain.Given;
import shop.user.domain.PersonalData;
import shop.user.domain.Reply;
import shop.user.domain.UserChange;
import shop.user.domain.UserDetails;
import shop.user.domain.UserStatus;
import shop.user.domain.Users;

/** The story of a user, as an operator reads it. */
class UserHistoryIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static ActorSystem<?> system;
    private static Users users;
    private static Connection connection;

    private final PersonalData personal = Given.someone();
    private final String id = Given.userId();
    private int requests;

    @BeforeAll
    static void start() throws SQLException {
        system = TestNode.start(TestNode.config(PostgresServer.shared().createDatabase()), "db/user");
        users = new Users(system);
        users.start();
        connection = DatabaseSettings.from(system.settings().config()).connect();
    }

    @AfterAll
    static void stop() throws SQLException {
        connection.close();
        TestNode.stop(system);
    }

    @Test
    void theStateAtEachRevisionIsWhatTheUserItselfAnsweredThen() throws Exception {
        for (var answered : life()) {
            var shown = JSON.readTree(
                    look(0, "user", id, "--revision", String.valueOf(answered.revision()), "--reveal", "a test"));
            assertSame(shown, answered);
            assertSame(
                    JSON.readTree(
                            look(0, "user", id, "--at", answered.updatedAt().toString(), "--reveal", "a test")),
                    answered);
        }
        assertThat(look(1, "user", id, "--revision", "5")).isEqualTo("revision: 5 (expected: 1 to 4)\n");
        assertThat(look(1, "user", id, "--at", "2020-01-01T00:00:00Z")).contains("did not exist");
    }

    @Test
    void eachEventIsShownWithTheStateBeforeAndAfterIt() throws Exception {
        var answers = life();

        var lines = look(0, "user", id, "--json", "--reveal", "a test").lines().toList();

        var previous = JSON.nullNode();
        for (int i = 0; i < lines.size(); i++) {
            JsonNode line = JSON.readTree(lines.get(i));
            assertThat(line.path("sequence").asInt()).isEqualTo(i + 1);
            assertThat(line.path("metadata").path("time").asText()).isNotEmpty();
            if (i > 0) {
                assertThat(line.path("before")).isEqualTo(previous);
            }
            assertSame(line.path("after"), answers.get(i));
            previous = line.path("after").deepCopy();
        }
        assertThat(lines).hasSize(4);
        assertThat(look(0, "user", id, "--diff", "2..3"))
                .contains("revision: 2 -> 3")
                .contains("status: \"ACTIVE\" -> \"DEACTIVATED\"")
                .doesNotContain("personal");
    }

    @Test
    void personalDataIsWithheldUnlessAReasonIsGivenAndEachLookIsInTheAudit() throws Exception {
        life();
        var resource = "user.User/" + id;

        for (var words :
                List.of(List.of("user", id), List.of("user", id, "--json"), List.of("user", id, "--diff", "1..4"))) {
            assertThat(look(0, words.toArray(String[]::new)))
                    .doesNotContain(personal.name())
                    .doesNotContain(personal.email())
                    .doesNotContain("Renamed")
                    .contains("withheld");
        }
        assertThat(audit(resource)).containsExactly("events/look OK", "events/look OK", "events/look OK");

        assertThat(look(0, "user", id, "--reveal", "ticket 12"))
                .contains(personal.email())
                .contains("personal.name: \"Someone\" -> \"Renamed\"");
        assertThat(audit(resource)).contains("events/reveal OK ticket 12");
    }

    @Test
    void whatIsNotThereIsSaid() throws Exception {
        var nobody = UUID.randomUUID().toString();

        assertThat(look(1, "user", nobody))
                .isEqualTo("user: " + nobody + " (expected: the id of one that has events)\n");
        assertThat(audit("user.User/" + nobody)).hasSize(1);
        assertThat(look(3, "order", nobody)).isEqualTo("entity: order (expected: user)\n");
        assertThat(look(2, "user", nobody, "--reveal")).contains("--reveal").contains("expected: the reason");
    }

    @Test
    void whoFollowsSeesWhatHappensNext() throws Exception {
        create();
        var seen = new ByteArrayOutputStream();
        var follower = new Thread(() -> {
            try (var own = DatabaseSettings.from(system.settings().config()).connect()) {
                run(List.of("user", id, "--follow"), own, seen);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        follower.start();
        await().atMost(TIMEOUT).until(() -> text(seen).contains("Created"));

        change(UserStatus.DEACTIVATED);

        await().atMost(TIMEOUT).until(() -> text(seen).contains("Deactivated"));
        follower.interrupt();
        follower.join(TIMEOUT.toMillis());
        assertThat(follower.isAlive()).isFalse();
    }

    /** Four events, each of which makes a revision. */
    private List<UserDetails> life() throws Exception {
        var answers = new ArrayList<UserDetails>();
        answers.add(create());
        answers.add(accepted(
                users.update(id, new UserChange(Optional.of("Renamed"), Optional.empty()), 0, request(), TIMEOUT)));
        answers.add(change(UserStatus.DEACTIVATED));
        answers.add(change(UserStatus.ACTIVE));
        return answers;
    }

    private UserDetails create() throws Exception {
        return accepted(users.create(id, personal, request(), TIMEOUT));
    }

    private UserDetails change(UserStatus status) throws Exception {
        return accepted(users.changeStatus(id, status, 0, request(), TIMEOUT));
    }

    /** Each a second after the one before. */
    private Request request() {
        var time = Given.NOON.plusSeconds(requests++);
        return new Request(new EventMetadata(UUID.randomUUID().toString(), "", "", time), "", false);
    }

    private static UserDetails accepted(CompletionStage<Reply> reply) throws Exception {
        return ((Reply.Accepted) reply.toCompletableFuture().get(TIMEOUT.toSeconds(), SECONDS)).user();
    }

    private static void assertSame(JsonNode shown, UserDetails answered) {
        assertThat(shown.path("personal").path("name").asText())
                .isEqualTo(answered.personal().name());
        assertThat(shown.path("personal").path("email").asText())
                .isEqualTo(answered.personal().email());
        assertThat(shown.path("status").asText()).isEqualTo(answered.status().name());
        assertThat(shown.path("revision").asLong()).isEqualTo(answered.revision());
        assertThat(shown.path("createdAt").asText())
                .isEqualTo(answered.createdAt().toString());
        assertThat(shown.path("updatedAt").asText())
                .isEqualTo(answered.updatedAt().toString());
    }

    private String look(int code, String... words) throws SQLException {
        var seen = new ByteArrayOutputStream();
        assertThat(run(List.of(words), connection, seen)).as(text(seen)).isEqualTo(code);
        return text(seen);
    }

    private static int run(List<String> words, Connection connection, ByteArrayOutputStream seen) throws SQLException {
        var printed = new PrintStream(seen, true, StandardCharsets.UTF_8);
        return EventsCommand.run(
                words, connection, SerializationExtension.get(system.classicSystem()), printed, printed);
    }

    private static String text(ByteArrayOutputStream seen) {
        return seen.toString(StandardCharsets.UTF_8);
    }

    private static List<String> audit(String resource) throws SQLException {
        try (var statement = connection.prepareStatement(
                "select action || ' ' || outcome from audit_entry where resource = ? order by recorded_at")) {
            statement.setString(1, resource);
            try (var rows = statement.executeQuery()) {
                var entries = new ArrayList<String>();
                while (rows.next()) {
                    entries.add(rows.getString(1));
                }
                return entries;
            }
        }
    }
}
