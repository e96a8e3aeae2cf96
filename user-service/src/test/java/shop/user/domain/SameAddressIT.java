package shop.user.domain;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import shop.devstack.PostgresServer;
import shop.platform.cluster.Entities;
import shop.testkit.TestNode;

/** Addresses that are the same in several spellings, on the real journal, under concurrency and with steps that never come. */
class SameAddressIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static ActorSystem<?> system;
    private static Users users;

    @BeforeAll
    static void start() {
        system = TestNode.start(
                TestNode.config(PostgresServer.shared().createDatabase(), ConfigFactory.empty()), "db/user");
        users = new Users(system);
        users.start();
    }

    @AfterAll
    static void stop() {
        TestNode.stop(system);
    }

    @Test
    void ofManyWhoClaimOneAddressInManySpellingsOneGetsIt() {
        for (var round = 0; round < 5; round++) {
            var spellings = spellings();

            var replies = all(IntStream.range(0, 40)
                    .mapToObj(i -> create(Given.userId(), spellings.get(i % spellings.size())))
                    .toList());

            assertThat(replies.stream().filter(Reply.Accepted.class::isInstance))
                    .as("accepted in round %d of %s", round, replies)
                    .hasSize(1);
            assertThat(join(create(Given.userId(), spellings.get(0)))).isInstanceOf(Rejection.EmailTaken.class);
        }
    }

    @Test
    void aUserMayChangeTheSpelling() {
        var spellings = spellings();
        var alice = created(spellings.get(0)).id();

        for (var spelling : spellings) {
            assertThat(accepted(join(move(alice, spelling))).personal().email()).isEqualTo(spelling);
            assertThat(join(create(Given.userId(), spellings.get(0)))).isInstanceOf(Rejection.EmailTaken.class);
        }
        accepted(join(move(alice, Given.someone().email())));
        spellings.forEach(spelling -> {
            var next = created(spelling).id();
            accepted(join(move(next, Given.someone().email())));
        });
    }

    @Test
    void aRefusedChangeOfTheSpellingKeepsTheAddress() {
        var spellings = spellings();
        var alice = created(spellings.get(1)).id();

        for (var spelling : spellings) {
            var refused = users.update(alice, email(spelling), 7, Given.request(), TIMEOUT);
            assertThat(join(refused)).isInstanceOf(Rejection.StaleRevision.class);
        }

        for (var spelling : spellings) {
            assertThat(join(create(Given.userId(), spelling))).isInstanceOf(Rejection.EmailTaken.class);
        }
    }

    @Test
    void anAddressWhoseClaimantNeverCameToBeGoesToTheNextOneInAnySpelling() {
        var spellings = spellings();
        var vanished = Given.userId();
        var claim = claimed(vanished, spellings.get(1));

        accepted(join(create(Given.userId(), spellings.get(0))));

        var late = ask(
                vanished,
                replyTo -> new UserCommand.Create(personal(spellings.get(1)), claim.epoch(), Given.request(), replyTo));
        assertThat(join(late)).isInstanceOf(Rejection.ClaimLost.class);
    }

    /** Many users fight for two addresses in many spellings, and flows die after each of their steps. */
    @Test
    void noTwoUsersEverHoldOneAddress() {
        var random = new Random(43);
        var addresses = List.of(spellings(), spellings());
        var ids = IntStream.range(0, 12)
                .mapToObj(i -> created(Given.someone().email()).id())
                .toList();

        for (var round = 0; round < 25; round++) {
            all(IntStream.range(0, 16)
                    .<CompletionStage<?>>mapToObj(i -> {
                        var spellings = addresses.get(random.nextInt(addresses.size()));
                        var spelling = spellings.get(random.nextInt(spellings.size()));
                        return flow(random.nextInt(4), ids.get(random.nextInt(ids.size())), spelling);
                    })
                    .toList());

            var held = all(ids.stream().map(id -> users.get(id, TIMEOUT)).toList()).stream()
                    .map(reply -> EmailForm.of(accepted(reply).personal().email()))
                    .toList();
            assertThat(held).as("round %d", round).doesNotHaveDuplicates();
        }
    }

    /** A move that ends after its first step, after its second, after its third, or when it is done. */
    private static CompletionStage<?> flow(int lastStep, String id, String email) {
        if (lastStep == 3) {
            return move(id, email);
        }
        var book = book(id);
        var keys = EmailKeys.of(email);
        return book.claim(keys.own(), Optional.empty()).thenCompose(claim -> {
            if (claim.isEmpty() || lastStep == 0) {
                return CompletableFuture.completedFuture(null);
            }
            CompletionStage<Optional<EmailClaim>> noted =
                    keys.areOne() ? CompletableFuture.completedFuture(claim) : book.claim(keys.folded(), claim);
            return noted.thenCompose(ground -> ground.isEmpty() || lastStep == 1
                    ? CompletableFuture.completedFuture(null)
                    : ask(
                            id,
                            replyTo -> new UserCommand.Update(
                                    email(email), claim.get().epoch(), 0, Given.request(), replyTo)));
        });
    }

    /** The steps of a creation before the user itself is created. */
    private static EmailClaim claimed(String id, String email) {
        var keys = EmailKeys.of(email);
        var claim = join(book(id).claim(keys.own(), Optional.empty()));
        assertThat(join(book(id).claim(keys.folded(), claim))).isPresent();
        return claim.orElseThrow();
    }

    /** Of one address; the first is plain, the others have two keys. */
    private static List<String> spellings() {
        var unique = UUID.randomUUID();
        return List.of(
                unique + ".οδοσ@xn--bcher-kva.example.com",
                unique + ".οδος@xn--bcher-kva.example.com",
                unique + ".ΟΔΟΣ@BÜCHER.example.com",
                unique + ".οδοσ@bücher.example.com",
                unique + ".ΟΔΟΣ@xn--bcher-kva.example.com.",
                "\"" + unique + ".οδος\"@bücher.example。com");
    }

    private static AddressBook book(String id) {
        return new AddressBook(new Entities(system), id, Given.request(), TIMEOUT);
    }

    private static PersonalData personal(String email) {
        return new PersonalData("Someone", email);
    }

    private static UserChange email(String email) {
        return new UserChange(Optional.empty(), Optional.of(email));
    }

    private static CompletionStage<Reply> create(String id, String email) {
        return users.create(id, personal(email), Given.request(), TIMEOUT);
    }

    private static UserDetails created(String email) {
        return accepted(join(create(Given.userId(), email)));
    }

    private static CompletionStage<Reply> move(String id, String email) {
        return users.update(id, email(email), 0, Given.request(), TIMEOUT);
    }

    private static CompletionStage<Reply> ask(String id, Function<ActorRef<Reply>, UserCommand> command) {
        return ClusterSharding.get(system).entityRefFor(User.TYPE, id).ask(command::apply, TIMEOUT);
    }

    private static UserDetails accepted(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Accepted.class);
        return ((Reply.Accepted) reply).user();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, SECONDS).join();
    }

    private static <T> List<T> all(List<? extends CompletionStage<? extends T>> stages) {
        return stages.stream().<T>map(SameAddressIT::join).toList();
    }
}
