package shop.user.query;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.ConfigFactory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.devstack.PostgresServer;
import shop.platform.journal.Database;
import shop.platform.projection.JournalProjection;
import shop.platform.projection.Projections;
import shop.testkit.TestNode;
import shop.user.domain.FirstRelease;
import shop.user.domain.Given;
import shop.user.domain.PersonalData;
import shop.user.domain.Rejection;
import shop.user.domain.Reply;
import shop.user.domain.User;
import shop.user.domain.UserChange;
import shop.user.domain.UserDetails;
import shop.user.domain.UserEvent;
import shop.user.domain.Users;

/** Users whom the first release created, beside those of this one. */
class EarlierAddressesIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String FAST =
            "shop.user.folded-emails { interval = 200ms, review-interval = 1s, patience = 15s }";

    private final String url = PostgresServer.shared().createDatabase();
    private final List<ActorSystem<?>> systems = new ArrayList<>();
    private ActorSystem<?> system;
    private FirstRelease before;
    private EarlierAddressBook book;
    private Users users;

    @BeforeEach
    void start() {
        system = TestNode.start(TestNode.config(url, ConfigFactory.parseString(FAST)), "db/user");
        systems.add(system);
        before = new FirstRelease(system);
        book = new EarlierAddressBook(system);
        users = new Users(system, book);
        users.start();
    }

    @AfterEach
    void stop() {
        for (var i = systems.size() - 1; i >= 0; i--) {
            TestNode.stop(systems.get(i));
        }
    }

    @Test
    void anEarlierAddressStaysTakenFromTheFirstRequestOn() {
        var unique = UUID.randomUUID();
        var alice = before.create(unique + ".οδος@example.com");
        var bob = before.create(unique + ".bob@bücher.example.com");
        startBook();

        assertTaken(unique + ".οδοσ@example.com");
        assertTaken(unique + ".ΟΔΟΣ@example.com");
        assertTaken(unique + ".bob@xn--bcher-kva.example.com");
        accepted(create(unique + ".carol@example.com"));

        await().atMost(TIMEOUT).until(book::areNoted);
        assertTaken(unique + ".οδοσ@example.com");
        assertTaken("\"" + unique + ".BOB\"@bücher.example.com.");
        // They may change it as they like, and what they give up is free.
        accepted(move(alice, unique + ".οδοσ@example.com"));
        accepted(move(alice, Given.someone().email()));
        accepted(move(bob, Given.someone().email()));
        accepted(create(unique + ".ΟΔΟΣ@example.com"));
        accepted(create(unique + ".bob@bücher.example.com"));
    }

    /** A member without the role stands for a node of the first release. */
    @Test
    void anAddressThatANodeOfTheFirstReleaseGivesOutMeanwhileIsTaken() {
        startBook();
        await().atMost(TIMEOUT).until(book::areNoted);
        var other = TestNode.join(system, TestNode.config(url, ConfigFactory.parseString("akka.cluster.roles = []")));
        systems.add(other);
        new Users(other).start();
        assertThat(book.areNoted()).isFalse();

        for (var i = 0; i < 10; i++) {
            var unique = UUID.randomUUID();
            before.create(unique + ".οδος@example.com");
            assertTaken(unique + ".οδοσ@example.com");
            var moved = before.create(Given.someone().email());
            before.move(moved, unique + ".eve@exam\u00adple.com");
            assertTaken(unique + ".eve@example.com");
            assertTaken(unique + ".eve@example.com.");
        }

        TestNode.stop(systems.remove(1));
        await().atMost(Duration.ofSeconds(60)).until(book::areNoted);
    }

    @Test
    void usersWhoShareAnAddressKeepItAndNobodyElseGetsItUntilAllHaveChangedIt() throws SQLException {
        var unique = UUID.randomUUID();
        var alice = before.create(unique + ".ada@example.com");
        var bob = before.create(unique + ".a\u200bda@example.com");
        var carol = before.create(unique + ".ada@example。com");
        startBook();

        await().atMost(TIMEOUT).until(book::areNoted);
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(shared()).containsExactlyInAnyOrder(bob, carol));
        assertThat(command("collisions")).contains("user_id", bob, carol).doesNotContain("example");
        for (var user : Set.of(alice, bob, carol)) {
            accepted(join(users.get(user, TIMEOUT)));
        }
        assertTaken(unique + ".ada@example.com.");

        accepted(move(alice, Given.someone().email()));
        assertTaken(unique + ".ada@example.com");
        accepted(move(bob, Given.someone().email()));
        assertTaken(unique + ".ada@example.com");
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(shared()).isEmpty());
        assertThat(command("collisions")).endsWith("  none\n");
        assertThat(command("merge", "them")).isEqualTo("command: merge them (expected: collisions)\n");
        accepted(move(carol, Given.someone().email()));
        accepted(create(unique + ".ada@example.com"));
    }

    @Test
    void aUserIsFoundByEverySpellingWhateverWroteTheRow() {
        var unique = UUID.randomUUID();
        var alice = before.create(unique + ".Ada@Bücher.example.com");
        startBook();
        await().atMost(TIMEOUT).until(book::areNoted);
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(found(unique + ".ada@xn--bcher-kva.example.com"))
                        .containsExactly(alice));

        // As the first release writes it, in its own form and at a revision of its own.
        write("update users set email_normalised = lower(email), revision = revision + 1 where id = ?::uuid", alice);

        await().atMost(TIMEOUT).untilAsserted(() -> {
            assertThat(found(unique + ".ada@bücher.example.com")).containsExactly(alice);
            assertThat(found(unique + ".ADA@xn--bcher-kva.example.com")).containsExactly(alice);
            assertThat(found("\"" + unique + ".ada\"@bücher.example.com.")).containsExactly(alice);
        });
        assertThat(accepted(join(users.get(alice, TIMEOUT))).personal().email())
                .isEqualTo(unique + ".Ada@Bücher.example.com");
    }

    private void startBook() {
        book.start(Projections.exactlyOnce(
                system,
                JournalProjection.filling("users", User.TYPE.name(), "users"),
                UserEvent.class,
                new UserView()));
    }

    private void assertTaken(String email) {
        assertThat(create(email)).as(email).isInstanceOf(Rejection.EmailTaken.class);
    }

    private Reply create(String email) {
        return join(users.create(Given.userId(), new PersonalData("Someone", email), Given.request(), TIMEOUT));
    }

    private Reply move(String id, String email) {
        var change = new UserChange(Optional.empty(), Optional.of(email));
        return join(users.update(id, change, 0, Given.request(), TIMEOUT));
    }

    private List<String> found(String email) {
        var filter = new UserFilter(Optional.empty(), Optional.of(email), Optional.empty());
        return join(new UserQuery(Database.get(system)).page(filter, Optional.empty(), 10)).items().stream()
                .map(UserDetails::id)
                .toList();
    }

    private String command(String... words) throws SQLException {
        var out = new ByteArrayOutputStream();
        try (var connection = DriverManager.getConnection(url)) {
            UsersCommand.run(connection, new PrintStream(out), List.of(words));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private List<String> shared() {
        return join(Database.get(system).read(connection -> {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("select user_id from shared_email")) {
                var shared = new ArrayList<String>();
                while (rows.next()) {
                    shared.add(rows.getString(1));
                }
                return shared;
            }
        }));
    }

    private void write(String sql, String id) {
        join(Database.get(system).read(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setString(1, id);
                return statement.executeUpdate();
            }
        }));
    }

    private static UserDetails accepted(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Accepted.class);
        return ((Reply.Accepted) reply).user();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, SECONDS).join();
    }
}
